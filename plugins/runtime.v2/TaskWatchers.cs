using Microsoft.Extensions.Logging;
using PluginHost.Logging;
using PluginHost.Runtime;

namespace PluginHost.Plugins.Runtime;

/// <summary>Tells every task monitor which tasks there are. What a monitor makes of it is no business of the task.</summary>
/// <param name="monitors">Looks them up.</param>
/// <param name="logger">Gets what a monitor throws.</param>
internal sealed class TaskWatchers(Func<IReadOnlyList<KeyValuePair<string, ITaskMonitor>>> monitors, ILogger logger)
{
    private const string RuntimeLabel = "runtime";

    public void Watch(ShimTask task)
    {
        Dictionary<string, string> labels = task.RuntimeName.Length > 0 ? new() { [RuntimeLabel] = task.RuntimeName } : [];
        Tell(task, monitor => monitor.Watch(task, labels));
    }

    public void Forget(ShimTask task) => Tell(task, monitor => monitor.Forget(task));

    private void Tell(ShimTask task, Action<ITaskMonitor> what)
    {
        foreach ((string id, ITaskMonitor monitor) in monitors())
        {
            try
            {
                what(monitor);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                logger.Error(error, "task monitor failed", ("monitor", id), ("id", task.Id), ("namespace", task.Namespace));
            }
        }
    }
}
