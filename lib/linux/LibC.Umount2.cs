using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>umount2(2). EINVAL: no mount point; EBUSY: in use.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Umount2(string target, UmountFlags flags)
        => LinuxException.ThrowIf(TryUmount2(target, flags), nameof(umount2), target);

    /// <summary>As <see cref="Umount2"/>, with the errno as answer.</summary>
    public static int TryUmount2(string target, UmountFlags flags)
        => ErrnoOf(umount2(target, flags));

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int umount2(string target, UmountFlags flags);
}
