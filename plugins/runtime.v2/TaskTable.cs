using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using PluginHost.Errors;

namespace PluginHost.Plugins.Runtime;

/// <summary>The tasks by namespace and id. A name is taken from the moment its creation begins.</summary>
internal sealed class TaskTable(TaskWatchers watchers)
{
    private readonly ConcurrentDictionary<(string Namespace, string Id), ShimTask?> _tasks = new();

    public IEnumerable<ShimTask> All => _tasks.Values.OfType<ShimTask>();

    /// <summary>Takes the name. AlreadyExists when a task has it or is being created under it.</summary>
    public void Reserve(string @namespace, string id)
    {
        if (!_tasks.TryAdd((@namespace, id), null))
        {
            throw DaemonException.AlreadyExists($"task {id}");
        }
    }

    /// <summary>The task is there; the monitors hear of it.</summary>
    public void Set(ShimTask task)
    {
        _tasks[(task.Namespace, task.Id)] = task;
        watchers.Watch(task);
    }

    public bool TryGet(string @namespace, string id, [NotNullWhen(true)] out ShimTask? task)
        => _tasks.TryGetValue((@namespace, id), out task) && task is not null;

    /// <summary>True when the name is taken, also by a creation under way.</summary>
    public bool Contains(string @namespace, string id) => _tasks.ContainsKey((@namespace, id));

    /// <summary>Frees the name of a creation that failed, or of a task that has been removed.</summary>
    public void Release(string @namespace, string id) => _tasks.TryRemove((@namespace, id), out _);

    /// <summary>The task is about to be removed: nobody finds it any more, and its name stays taken until it is released.</summary>
    public void Retire(ShimTask task)
    {
        if (_tasks.TryUpdate((task.Namespace, task.Id), null, task))
        {
            watchers.Forget(task);
        }
    }

    /// <summary>Removes this task; false if it is not (any more) the one in the table.</summary>
    public bool Remove(ShimTask task)
    {
        bool removed = _tasks.TryRemove(new KeyValuePair<(string Namespace, string Id), ShimTask?>((task.Namespace, task.Id), task));
        if (removed)
        {
            watchers.Forget(task);
        }

        return removed;
    }
}
