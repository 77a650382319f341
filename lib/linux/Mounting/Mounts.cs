using System.Globalization;

namespace PluginHost.Linux.Mounting;

/// <summary>Mounts what snapshotters describe (containerd core/mount/mount_linux.go).</summary>
public static class Mounts
{
    private const int MaxLinks = 255;

    /// <summary>
    /// Mounts all entries in their order. If one fails, those that were mounted before it are detached again.
    /// </summary>
    /// <param name="mounts">The entries.</param>
    /// <param name="target">The mount point; an entry's own target is found below it, links bounded to it.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    /// <exception cref="MountException">An entry can't be mounted; the message names it.</exception>
    public static void MountAll(IReadOnlyList<MountEntry> mounts, string target)
    {
        int done = 0;
        try
        {
            for (; done < mounts.Count; done++)
            {
                Mount(mounts[done], target);
            }
        }
        catch
        {
            for (int i = done - 1; i >= 0; i--)
            {
                _ = LibC.TryUmount2(TargetOf(mounts[i], target), UmountFlags.MNT_DETACH);
            }

            throw;
        }
    }

    /// <summary>Mounts one entry.</summary>
    /// <exception cref="MountException">It can't be mounted; the inner exception tells why.</exception>
    public static void Mount(MountEntry mount, string target)
    {
        try
        {
            if (FuseProgram.Handles(mount.Type))
            {
                FuseProgram.Mount(mount, TargetOf(mount, target));
            }
            else
            {
                MountKernel(mount, TargetOf(mount, target));
            }
        }
        catch (Exception exception) when (exception is IOException or ArgumentException)
        {
            throw MountException.Of(mount, target, exception);
        }
    }

    /// <summary>Changes how mounts below a mount point reach other mounts: MS_PRIVATE, MS_SLAVE, MS_SHARED or MS_UNBINDABLE, with MS_REC or not.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void SetPropagation(string target, MountFlags propagation) => LibC.Mount(null, target, null, propagation, null);

    /// <summary>The place of an entry: its target below the mount point, with links bounded to the mount point.</summary>
    /// <exception cref="LinuxException">ENOENT: it is missing.</exception>
    public static string TargetOf(MountEntry mount, string target)
    {
        if (mount.Target.Length == 0)
        {
            return target;
        }

        using SafeFileDescriptor root = LibC.Open(target, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        SafeFileDescriptor place;
        int errno;
        int tries = 0;
        do
        {
            errno = LibC.TryOpenAt2(root, mount.Target, OpenFlags.O_PATH, ResolveFlags.RESOLVE_IN_ROOT, 0, out place);
        }
        while (errno == Errno.EAGAIN && tries++ < MaxLinks);

        LinuxException.ThrowIf(errno, "openat2", Path.Join(target, mount.Target));
        using (place)
        {
            return LibC.ReadlinkAt(SafeFileDescriptor.CurrentDirectory, place.ProcPath);
        }
    }

    private static void MountKernel(MountEntry mount, string target)
    {
        MountOptions options = MountOptions.Parse(mount.Options);
        if (options.UidMap is null || options.GidMap is null)
        {
            MountPlain(mount, options, target);
            return;
        }

        using SafeFileDescriptor userNamespace = UserNamespace.Create(options.UidMap, options.GidMap);
        if (mount.Type == "overlay")
        {
            using IdMappedLowerdirs lowers = IdMappedLowerdirs.Prepare(options.Data, userNamespace);
            MountPlain(mount, options with { Data = lowers.Options }, target);
        }
        else
        {
            MountPlain(mount, options, target);
            if (!IsReadOnlyBind(options.Flags))
            {
                IdMappedMount.Replace(target, userNamespace);
            }
        }
    }

    private static void MountPlain(MountEntry mount, MountOptions options, string target)
    {
        if (options.Loop)
        {
            bool readOnly = options.Flags.HasFlag(MountFlags.MS_RDONLY);
            using LoopDevice device = LoopDevice.Attach(mount.Source, readOnly, options.DirectIo, autoClear: true);
            Call(mount.Type, device.Path, target, options.Flags, options.Data);
        }
        else
        {
            Call(mount.Type, mount.Source, target, options.Flags, options.Data);
        }
    }

    private static void Call(string type, string source, string target, MountFlags flags, IReadOnlyList<string> data)
    {
        int pageSize = Environment.SystemPageSize;
        OverlayLowerdirs? compact = type == "overlay" ? OverlayLowerdirs.Compact(data, pageSize) : null;
        string joined = string.Join(',', compact?.Options ?? data);
        int length = PathEncoding.GetBytes(joined).Length;
        if (length >= pageSize)
        {
            // The kernel would cut it off without a word.
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"mount options are too long: {length} bytes, mount(2) takes {pageSize - 1}"), nameof(data));
        }

        if (compact is null)
        {
            LibC.Mount(source, target, type, flags, joined);
        }
        else
        {
            string absolute = Path.GetFullPath(target);
            DirectoryThread.Run(compact.Directory, () => LibC.Mount(source, absolute, type, flags, joined));
        }

        if (IsReadOnlyBind(flags))
        {
            // A bind mount takes over its source's flags; read-only needs a second call.
            MountFlags locked = UserNamespace.IsInitial() ? MountFlags.None : LockedFlags(target);
            LibC.Mount(string.Empty, target, string.Empty, flags | locked | MountFlags.MS_REMOUNT, string.Empty);
        }
    }

    private static bool IsReadOnlyBind(MountFlags flags)
        => (flags & (MountFlags.MS_BIND | MountFlags.MS_RDONLY)) == (MountFlags.MS_BIND | MountFlags.MS_RDONLY);

    // In a user namespace the flags that came with the source are locked; a remount that drops one is EPERM.
    private static MountFlags LockedFlags(string target)
    {
        ulong status = LibC.Statfs(target).Flags;
        MountFlags flags = (MountFlags)(status & 0xF) & ~MountFlags.MS_RDONLY;
        flags |= (status & 0x400) != 0 ? MountFlags.MS_NOATIME : 0;
        flags |= (status & 0x800) != 0 ? MountFlags.MS_NODIRATIME : 0;
        flags |= (status & 0x1000) != 0 ? MountFlags.MS_RELATIME : 0;

        return flags;
    }
}
