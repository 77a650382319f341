using System.Globalization;
using Microsoft.Extensions.Logging;
using PluginHost.Linux;
using PluginHost.Logging;

namespace PluginHost.Host.Lifecycle;

/// <summary>How willingly the kernel kills the daemon when memory runs out (proc_pid_oom_score_adj(5)).</summary>
internal static class OomScore
{
    private const string AdjustFile = "/proc/self/oom_score_adj";

    /// <summary>Sets it unless it is 0. A failure is logged: it is no reason not to serve.</summary>
    public static void Set(int score, ILogger logger)
    {
        if (score == 0)
        {
            return;
        }

        try
        {
            if (score is < -1000 or > 1000)
            {
                throw new IOException($"value out of range ({score}): OOM score must be between -1000 and 1000");
            }

            File.WriteAllText(AdjustFile, score.ToString(CultureInfo.InvariantCulture));
        }
        catch (UnauthorizedAccessException) when (LibC.GetEffectiveUid() != 0 || !UserNamespace.IsInitial())
        {
            logger.Debug("no permission to change OOM score", ("score", score));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            logger.Error(error, $"failed to change OOM score to {score}");
        }
    }
}
