using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    /// <summary>
    /// utimensat(2). <see cref="TimeSpec.Omit"/> leaves a time. An empty path with AT_EMPTY_PATH is the descriptor itself (Linux 5.8).
    /// </summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void UtimensAt(SafeFileDescriptor directory, string path, TimeSpec access, TimeSpec modify, AtFlags flags)
        => LinuxException.ThrowIf(TryUtimensAt(directory, path, access, modify, flags), nameof(utimensat), path);

    /// <summary>As <see cref="UtimensAt"/>, with the errno as answer.</summary>
    public static int TryUtimensAt(SafeFileDescriptor directory, string path, TimeSpec access, TimeSpec modify, AtFlags flags)
    {
        TimeSpec* times = stackalloc TimeSpec[] { access, modify };

        return ErrnoOf(utimensat(directory, path, times, flags));
    }

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int utimensat(SafeFileDescriptor directory, string path, TimeSpec* times, AtFlags flags);
}
