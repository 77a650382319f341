using PluginHost.Containers;
using PluginHost.Errors;

namespace PluginHost.Runtime;

/// <summary>Makes tasks of containers, by shims, and finds them again after a restart of the daemon.</summary>
public interface ITaskRuntime
{
    /// <summary>
    /// Starts the shim and creates the init process, which does not run yet. A failure leaves no process, mount or bundle.
    /// <see cref="ErrorKind.AlreadyExists"/> when the container has a task.
    /// </summary>
    Task<ITask> CreateAsync(RequestScope scope, ContainerRecord container, TaskOptions options, CancellationToken cancellationToken);

    /// <summary>
    /// Completes when it is known which tasks of an earlier daemon there are: that of a container, or with a null <paramref name="id"/> all of
    /// the namespace. Before that, <see cref="Find"/> and <see cref="List"/> do not know them. Bounded by time limits for each shim.
    /// </summary>
    Task RecoveredAsync(string @namespace, string? id, CancellationToken cancellationToken);

    /// <summary>The task of a container, or null.</summary>
    ITask? Find(string @namespace, string id);

    /// <summary>The tasks of a namespace; of all when <paramref name="namespace"/> is null.</summary>
    IReadOnlyList<ITask> List(string? @namespace);

    /// <summary>Removes a task that is not running, with its shim and bundle, and tells how it ended.</summary>
    Task<TaskExit> DeleteAsync(ITask task, CancellationToken cancellationToken);

    /// <summary>What the runtime's binary says of itself.</summary>
    Task<RuntimeInfo> InfoAsync(string runtimePath, AnyValue? options, CancellationToken cancellationToken);
}
