namespace PluginHost.Runtime;

/// <summary>Watches tasks, for example to publish their figures.</summary>
public interface ITaskMonitor
{
    /// <summary>Begins to watch a task.</summary>
    void Watch(ITask task, IReadOnlyDictionary<string, string> labels);

    /// <summary>Ends it; a task that is not watched is no error.</summary>
    void Forget(ITask task);
}
