using PluginHost.Errors;

namespace PluginHost.Runtime;

/// <summary>
/// A running container: its init process and its execs, behind a shim. An empty <c>execId</c> means the init process.
/// Errors of the shim come with the kind and text that the shim gave; a shim that is gone is <see cref="ErrorKind.NotFound"/>.
/// </summary>
public interface ITask
{
    string Id { get; }

    string Namespace { get; }

    /// <summary>Of the init process; 0 before a restore has started it.</summary>
    uint Pid { get; }

    Task<ProcessState> StateAsync(string execId, CancellationToken cancellationToken);

    /// <summary>Starts the process and returns its pid.</summary>
    Task<uint> StartAsync(string execId, CancellationToken cancellationToken);

    /// <summary>Waits until the process has exited.</summary>
    Task<TaskExit> WaitAsync(string execId, CancellationToken cancellationToken);

    /// <summary>Sends a signal; <paramref name="all"/>: to every process of the container (only with an empty <paramref name="execId"/>).</summary>
    Task KillAsync(string execId, uint signal, bool all, CancellationToken cancellationToken);

    /// <summary>Adds an exec, which <see cref="StartAsync"/> then starts.</summary>
    Task ExecAsync(ExecOptions options, CancellationToken cancellationToken);

    /// <summary>Removes an exec that is not running.</summary>
    Task<TaskExit> DeleteExecAsync(string execId, CancellationToken cancellationToken);

    /// <summary>Characters.</summary>
    Task ResizePtyAsync(string execId, uint width, uint height, CancellationToken cancellationToken);

    Task CloseStdinAsync(string execId, CancellationToken cancellationToken);

    Task PauseAsync(CancellationToken cancellationToken);

    Task ResumeAsync(CancellationToken cancellationToken);

    Task<IReadOnlyList<ProcessInfo>> PidsAsync(CancellationToken cancellationToken);

    /// <summary>Writes a checkpoint into the directory <paramref name="path"/>.</summary>
    Task CheckpointAsync(string path, AnyValue? options, CancellationToken cancellationToken);

    Task UpdateAsync(AnyValue? resources, IReadOnlyDictionary<string, string> annotations, CancellationToken cancellationToken);

    /// <summary>The cgroup's figures, of the type that the shim chose.</summary>
    Task<AnyValue?> StatsAsync(CancellationToken cancellationToken);
}
