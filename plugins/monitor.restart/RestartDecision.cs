using System.Globalization;
using Microsoft.Extensions.Logging;
using PluginHost.Containers;
using PluginHost.Logging;
using PluginHost.Runtime;

namespace PluginHost.Plugins.Restart;

/// <summary>Compares what a container's labels ask for with what its task is.</summary>
internal static class RestartDecision
{
    /// <param name="container">With the label of the status.</param>
    /// <param name="state">Of its task; null when it has none.</param>
    /// <param name="logger">Gets a label that makes no sense.</param>
    public static RestartAction Of(ContainerRecord container, ProcessState? state, ILogger logger)
        => container.Labels.Get(RestartLabels.Status) switch
        {
            RestartLabels.Stopped => state is null or { Status: TaskState.Stopped } ? RestartAction.None : RestartAction.Stop,
            RestartLabels.Running => state?.Status is TaskState.Running or TaskState.Paused or TaskState.Pausing
                || !WantsRestart(container, state?.ExitStatus ?? 0, logger) ? RestartAction.None : RestartAction.Start,
            _ => RestartAction.None,
        };

    /// <summary>How often it was restarted, by its label.</summary>
    public static int Restarts(ContainerRecord container)
        => int.TryParse(container.Labels.Get(RestartLabels.Count), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count) ? count : 0;

    private static bool WantsRestart(ContainerRecord container, uint exitStatus, ILogger logger)
    {
        string text = container.Labels.Get(RestartLabels.Policy);
        if (!RestartPolicy.TryParse(text, out RestartPolicy? policy))
        {
            logger.Error($"restart policy \"{text}\" not supported", ("id", container.Id), ("label", RestartLabels.Policy));
            return false;
        }

        return policy.WantsRestart(exitStatus, Restarts(container), IsTrue(container.Labels.Get(RestartLabels.ExplicitlyStopped)));
    }

    // The words that Go's strconv.ParseBool takes for true.
    private static bool IsTrue(string text) => text is "1" or "t" or "T" or "true" or "TRUE" or "True";
}
