using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>mkfifoat(3); the umask is taken off the mode.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void MkfifoAt(SafeFileDescriptor directory, string path, uint mode)
        => LinuxException.ThrowIf(TryMkfifoAt(directory, path, mode), nameof(mkfifoat), path);

    /// <summary>As <see cref="MkfifoAt"/>, with the errno as answer.</summary>
    public static int TryMkfifoAt(SafeFileDescriptor directory, string path, uint mode)
        => ErrnoOf(mkfifoat(directory, path, mode));

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int mkfifoat(SafeFileDescriptor directory, string path, uint mode);
}
