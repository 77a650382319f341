using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Linux.Mounting;
using PluginHost.Logging;
using PluginHost.Mounts;
using PluginHost.SnapshotStore;

namespace PluginHost.Plugins.Erofs;

/// <summary>
/// The images that the daemon has mounted so that anybody can mount what stands on them: <c>&lt;state&gt;/7</c> the layer of snapshot 7,
/// <c>7-merged</c> its merged directories, <c>7-rw</c> the image that it writes to. An overlay goes on when the mounts that it was made of
/// are gone, so layers are unmounted with the daemon; an image that is written to must never be mounted twice, so that stays.
/// </summary>
internal sealed class LayerMounts : IDisposable
{
    private const string MergedSuffix = "-merged";
    private const string WritableSuffix = "-rw";
    private readonly Lock _lock = new();
    private readonly string _state;
    private readonly ILogger _logger;
    private bool _disposed;

    public LayerMounts(string state, ILogger logger)
    {
        _logger = logger;
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(state, Private);

        // As the kernel names mount points.
        using SafeFileDescriptor open = LibC.Open(state, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        _state = LibC.ReadlinkAt(SafeFileDescriptor.CurrentDirectory, open.ProcPath);
    }

    /// <summary>Mounts what is described before the last of the mounts, where that is not done.</summary>
    /// <returns>The mounts that are left.</returns>
    /// <exception cref="DaemonException">A layer can't be mounted.</exception>
    public IReadOnlyList<Mount> Mount(IReadOnlyList<Mount> described)
    {
        MountEntry[] entries = [.. described.Select(mount => new MountEntry(mount.Type, mount.Source, mount.Target, mount.Options))];
        if (!MountActivation.IsNeeded(entries))
        {
            return described;
        }

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            try
            {
                return [.. MountActivation.ActivateShared(entries, _state, NameOf).Select(
                    entry => new Mount(entry.Type, entry.Source, entry.Options) { Target = entry.Target })];
            }
            catch (IOException error)
            {
                throw new DaemonException(ErrorKind.Unknown, $"failed to mount the layers of a snapshot: {error.Message}", error);
            }
        }
    }

    /// <summary>Where the image that a snapshot writes to is mounted; null if it is not.</summary>
    public string? WritableOf(SnapshotId id)
    {
        string point = Path.Join(_state, id + WritableSuffix);

        return MountTable.Read().Any(mount => mount.MountPoint == point) ? point : null;
    }

    /// <summary>Unmounts what belongs to a snapshot. What is in use elsewhere stays there.</summary>
    public void Release(SnapshotId id)
    {
        lock (_lock)
        {
            foreach (string suffix in (string[])["", MergedSuffix, WritableSuffix])
            {
                Release(Path.Join(_state, id + suffix));
            }
        }
    }

    /// <summary>Unmounts what belongs to no snapshot any more.</summary>
    public void ReleaseAllBut(IReadOnlySet<SnapshotId> alive)
    {
        lock (_lock)
        {
            foreach (string point in Directory.GetDirectories(_state))
            {
                if (!SnapshotId.TryParse(Path.GetFileName(point).Split('-')[0], out SnapshotId id) || !alive.Contains(id))
                {
                    Release(point);
                }
            }
        }
    }

    /// <summary>Unmounts the layers. May be repeated.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _disposed = true;
                foreach (string point in Directory.GetDirectories(_state).Where(point => !point.EndsWith(WritableSuffix, StringComparison.Ordinal)))
                {
                    Release(point);
                }
            }
        }
    }

    // The source is a file in the directory of its snapshot.
    private static string NameOf(MountEntry mount)
    {
        string id = Path.GetFileName(Path.GetDirectoryName(mount.Source)!);

        return id + Path.GetFileName(mount.Source) switch
        {
            "rwlayer.img" => WritableSuffix,
            "fsmeta.erofs" => MergedSuffix,
            _ => "",
        };
    }

    private void Release(string point)
    {
        int errno;
        do
        {
            errno = LibC.TryUmount2(point, UmountFlags.MNT_DETACH | UmountFlags.UMOUNT_NOFOLLOW);
        }
        while (errno == 0);

        if (errno != Errno.ENOENT)
        {
            try
            {
                LibC.UnlinkAt(SafeFileDescriptor.CurrentDirectory, point, AtFlags.AT_REMOVEDIR);
            }
            catch (LinuxException error)
            {
                _logger.Warn(error, "failed to remove the mount point of a layer", ("path", point));
            }
        }
    }
}
