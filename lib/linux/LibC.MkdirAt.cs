using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>mkdirat(2); the umask is taken off the mode.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void MkdirAt(SafeFileDescriptor directory, string path, uint mode)
        => LinuxException.ThrowIf(TryMkdirAt(directory, path, mode), nameof(mkdirat), path);

    /// <summary>As <see cref="MkdirAt"/>, with the errno as answer.</summary>
    public static int TryMkdirAt(SafeFileDescriptor directory, string path, uint mode)
        => ErrnoOf(mkdirat(directory, path, mode));

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int mkdirat(SafeFileDescriptor directory, string path, uint mode);
}
