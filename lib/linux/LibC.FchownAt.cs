using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>fchownat(2). An empty path with AT_EMPTY_PATH is the descriptor itself; an id of 2^32-1 leaves that id.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void FchownAt(SafeFileDescriptor directory, string path, uint uid, uint gid, AtFlags flags)
        => LinuxException.ThrowIf(TryFchownAt(directory, path, uid, gid, flags), nameof(fchownat), path);

    /// <summary>As <see cref="FchownAt"/>, with the errno as answer.</summary>
    public static int TryFchownAt(SafeFileDescriptor directory, string path, uint uid, uint gid, AtFlags flags)
        => ErrnoOf(fchownat(directory, path, uid, gid, flags));

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int fchownat(SafeFileDescriptor directory, string path, uint uid, uint gid, AtFlags flags);
}
