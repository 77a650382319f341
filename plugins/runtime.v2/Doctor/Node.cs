using PluginHost.Linux;

namespace PluginHost.Plugins.Runtime.Doctor;

/// <summary>Everything that is known of the node before leaks are looked for.</summary>
internal sealed record Node
{
    /// <summary>Where shims keep what runc remembers, whatever the daemon's directories are.</summary>
    public const string RuncRoot = "/run/containerd/runc";

    public required BundleDirectories Directories { get; init; }

    /// <summary>The daemon's gRPC socket, from which shims derive the names of theirs.</summary>
    public required string GrpcAddress { get; init; }

    /// <summary>Where temporary mounts are.</summary>
    public required string TemporaryMounts { get; init; }

    /// <summary>No daemon runs and none can start: nothing is under way.</summary>
    public required bool IsOffline { get; init; }

    /// <summary>Of the daemon that answers.</summary>
    public required IReadOnlySet<(string Namespace, string Id)> DaemonTasks { get; init; }

    public required IReadOnlyList<BundleProbe> Bundles { get; init; }

    public required IReadOnlyList<ShimProcess> Shims { get; init; }

    public required IReadOnlyList<RuncRecord> Records { get; init; }

    /// <summary>What changed after this moment may belong to something under way.</summary>
    public required DateTimeOffset Settled { get; init; }

    /// <summary>Whether there is a task, or may be one.</summary>
    public bool IsOwned(string @namespace, string id)
        => DaemonTasks.Contains((@namespace, id))
            || Bundles.Any(probe => probe.Name == (@namespace, id) && (probe.HasTask || IsRecent(probe.Bundle.Path)));

    /// <summary>Whether it serves, or may serve, a task of a group.</summary>
    public bool IsOwned(ShimProcess shim)
        => IsOwned(shim.Namespace, shim.Id)
            || Bundles.Any(probe => probe.HasTask && (probe.ShimPid == shim.Pid || (probe.ShimPid == 0 && probe.Bundle.Namespace == shim.Namespace)))
            || DaemonTasks.Any(task => task.Namespace == shim.Namespace && Bundles.All(probe => probe.Name != task))
            || (!IsOffline && shim.Started > Settled);

    /// <summary>Whether something changed just now; what is gone did.</summary>
    public bool IsRecent(string path)
        => !IsOffline && (LibC.TryStatx(SafeFileDescriptor.CurrentDirectory, path, AtFlags.AT_SYMLINK_NOFOLLOW, out FileStatus status) != 0
            || DateTimeOffset.FromUnixTimeSeconds(status.ChangeTime.Seconds) > Settled);
}
