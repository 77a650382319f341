using PluginHost.Mounts;

namespace PluginHost.Runtime;

/// <summary>How a task is to be created from its container.</summary>
public sealed record TaskOptions
{
    public ProcessIo Io { get; init; } = new();

    /// <summary>What is mounted at the bundle's <c>rootfs</c>; none: the specification's root path decides.</summary>
    public IReadOnlyList<Mount> Rootfs { get; init; } = [];

    /// <summary>Directory of a checkpoint to restore from; empty: a new process.</summary>
    public string Checkpoint { get; init; } = "";

    /// <summary>
    /// In place of <see cref="Checkpoint"/>: fills an empty directory with the checkpoint to restore from. The directory belongs to the
    /// task, and goes with it.
    /// </summary>
    public Func<string, CancellationToken, Task>? UnpackCheckpoint { get; init; }

    /// <summary>
    /// Whether a restored task is started at once, after <c>rootfs-diff.tar</c>, if there is one beside the directory
    /// <see cref="Checkpoint"/>, was applied to its root file system.
    /// </summary>
    public bool StartRestored { get; init; }

    /// <summary>Options of the runtime; null: those of the container.</summary>
    public AnyValue? RuntimeOptions { get; init; }

    /// <summary>Runtime name or absolute path of a shim; empty: the container's runtime.</summary>
    public string RuntimePath { get; init; } = "";
}
