using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>linkat(2). A link at the old path is linked itself, unless AT_SYMLINK_FOLLOW is given.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void LinkAt(SafeFileDescriptor oldDirectory, string oldPath, SafeFileDescriptor newDirectory, string newPath, AtFlags flags)
        => LinuxException.ThrowIf(TryLinkAt(oldDirectory, oldPath, newDirectory, newPath, flags), nameof(linkat), newPath);

    /// <summary>As <see cref="LinkAt"/>, with the errno as answer.</summary>
    public static int TryLinkAt(SafeFileDescriptor oldDirectory, string oldPath, SafeFileDescriptor newDirectory, string newPath, AtFlags flags)
        => ErrnoOf(linkat(oldDirectory, oldPath, newDirectory, newPath, flags));

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int linkat(SafeFileDescriptor oldDirectory, string oldPath, SafeFileDescriptor newDirectory, string newPath, AtFlags flags);
}
