using PluginHost.Runtime;

namespace PluginHost.Plugins.Cgroups;

/// <summary>A task and what its series are told apart by.</summary>
/// <param name="Task">The task.</param>
/// <param name="Labels">Of each of its samples, by name.</param>
internal sealed record WatchedTask(ITask Task, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>With the labels that every task has: <c>container_id</c> and <c>namespace</c>.</summary>
    public static WatchedTask Of(ITask task, IReadOnlyDictionary<string, string> labels)
        => new(task, new Dictionary<string, string>(labels) { ["container_id"] = task.Id, ["namespace"] = task.Namespace });
}
