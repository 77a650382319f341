using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>unlinkat(2); a directory is removed with AT_REMOVEDIR.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void UnlinkAt(SafeFileDescriptor directory, string path, AtFlags flags)
        => LinuxException.ThrowIf(TryUnlinkAt(directory, path, flags), nameof(unlinkat), path);

    /// <summary>As <see cref="UnlinkAt"/>, with the errno as answer.</summary>
    public static int TryUnlinkAt(SafeFileDescriptor directory, string path, AtFlags flags)
        => ErrnoOf(unlinkat(directory, path, flags));

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int unlinkat(SafeFileDescriptor directory, string path, AtFlags flags);
}
