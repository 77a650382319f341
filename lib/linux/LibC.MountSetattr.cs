using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    private const long SYS_mount_setattr = 442;

    /// <summary>mount_setattr(2) MOUNT_ATTR_IDMAP: maps the ids of a detached mount. Linux 5.12, and the file system must support it.</summary>
    /// <param name="mount">A mount of <see cref="OpenTreeClone"/>.</param>
    /// <param name="userNamespace">The namespace whose maps are used.</param>
    /// <param name="readOnly">Whether the mount is read-only, too.</param>
    /// <exception cref="LinuxException">EINVAL: the file system can't map ids.</exception>
    public static void MapMountIds(SafeFileDescriptor mount, SafeFileDescriptor userNamespace, bool readOnly)
    {
        MountAttributes attributes = new()
        {
            Set = MountAttributes.MOUNT_ATTR_IDMAP | (readOnly ? MountAttributes.MOUNT_ATTR_RDONLY : 0),
            UserNamespace = (ulong)userNamespace.Number,
        };
        nint result = mount_setattr(
            SYS_mount_setattr, mount, string.Empty, (uint)AtFlags.AT_EMPTY_PATH, &attributes, (nuint)sizeof(MountAttributes));
        LinuxException.ThrowIf(ErrnoOf(result), nameof(mount_setattr), mount);
    }

    [LibraryImport(LibraryName, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial nint mount_setattr(
        long number, SafeFileDescriptor directory, string path, uint flags, MountAttributes* attributes, nuint size);
}
