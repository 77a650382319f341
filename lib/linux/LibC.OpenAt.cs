using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>openat(2), always close-on-exec.</summary>
    /// <param name="directory">Where a relative path begins.</param>
    /// <param name="path">The path.</param>
    /// <param name="flags">O_CLOEXEC is added.</param>
    /// <param name="mode">The permissions of a file that is created, before the umask.</param>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static SafeFileDescriptor OpenAt(SafeFileDescriptor directory, string path, OpenFlags flags, uint mode = 0)
    {
        LinuxException.ThrowIf(TryOpenAt(directory, path, flags, mode, out SafeFileDescriptor descriptor), nameof(openat), path);

        return descriptor;
    }

    /// <summary>As <see cref="OpenAt"/>, with the errno as answer; the descriptor is invalid if that is not 0.</summary>
    public static int TryOpenAt(
        SafeFileDescriptor directory, string path, OpenFlags flags, uint mode, out SafeFileDescriptor descriptor)
    {
        int native = (flags | OpenFlags.O_CLOEXEC).ToNative();
        int result;
        do
        {
            result = openat(directory, path, native, mode);
        }
        while (Interrupted(result));

        descriptor = new SafeFileDescriptor(result, ownsHandle: true);

        return ErrnoOf(result);
    }

    /// <summary>open(2), always close-on-exec: <see cref="OpenAt"/> from the current directory.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static SafeFileDescriptor Open(string path, OpenFlags flags, uint mode = 0)
        => OpenAt(SafeFileDescriptor.CurrentDirectory, path, flags, mode);

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int openat(SafeFileDescriptor directory, string path, int flags, uint mode);
}
