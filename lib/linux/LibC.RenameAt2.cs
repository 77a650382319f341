using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>renameat2(2).</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void RenameAt2(SafeFileDescriptor oldDirectory, string oldPath, SafeFileDescriptor newDirectory, string newPath, RenameFlags flags)
        => LinuxException.ThrowIf(TryRenameAt2(oldDirectory, oldPath, newDirectory, newPath, flags), nameof(renameat2), newPath);

    /// <summary>As <see cref="RenameAt2"/>, with the errno as answer.</summary>
    public static int TryRenameAt2(SafeFileDescriptor oldDirectory, string oldPath, SafeFileDescriptor newDirectory, string newPath, RenameFlags flags)
        => ErrnoOf(renameat2(oldDirectory, oldPath, newDirectory, newPath, flags));

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int renameat2(SafeFileDescriptor oldDirectory, string oldPath, SafeFileDescriptor newDirectory, string newPath, RenameFlags flags);
}
