using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>fchmodat(2). It follows links: for a file that others may replace use <see cref="Fchmod"/>.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void FchmodAt(SafeFileDescriptor directory, string path, uint mode)
        => LinuxException.ThrowIf(TryFchmodAt(directory, path, mode), nameof(fchmodat), path);

    /// <summary>As <see cref="FchmodAt"/>, with the errno as answer.</summary>
    public static int TryFchmodAt(SafeFileDescriptor directory, string path, uint mode)
        => ErrnoOf(fchmodat(directory, path, mode, 0));

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int fchmodat(SafeFileDescriptor directory, string path, uint mode, int flags);
}
