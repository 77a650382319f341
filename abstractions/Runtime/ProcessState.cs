namespace PluginHost.Runtime;

/// <summary>A process of a task as its shim sees it.</summary>
public sealed record ProcessState
{
    /// <summary>The task's id for the init process, else the exec's id.</summary>
    public required string Id { get; init; }

    public string Bundle { get; init; } = "";

    public uint Pid { get; init; }

    public TaskState Status { get; init; }

    public ProcessIo Io { get; init; } = new();

    public uint ExitStatus { get; init; }

    /// <summary><see cref="Timestamp.Zero"/> while the process has not exited.</summary>
    public Timestamp ExitedAt { get; init; } = Timestamp.Zero;
}
