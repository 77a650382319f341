using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    /// <summary>readlinkat(2): what a symbolic link says. An empty path reads the link that the descriptor (O_PATH) is.</summary>
    /// <exception cref="LinuxException">The call failed; EINVAL: it is no link.</exception>
    public static string ReadlinkAt(SafeFileDescriptor directory, string path)
    {
        LinuxException.ThrowIf(TryReadlinkAt(directory, path, out string target), nameof(readlinkat), path);

        return target;
    }

    /// <summary>As <see cref="ReadlinkAt"/>, with the errno as answer; the target is empty if that is not 0.</summary>
    public static int TryReadlinkAt(SafeFileDescriptor directory, string path, out string target)
    {
        // A link is at most PATH_MAX - 1 bytes long, so this buffer never truncates.
        const int PathMax = 4096;
        byte* buffer = stackalloc byte[PathMax];
        nint length = readlinkat(directory, path, buffer, PathMax);
        target = length < 0 ? string.Empty : PathEncoding.GetString(new ReadOnlySpan<byte>(buffer, (int)length));

        return ErrnoOf(length);
    }

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial nint readlinkat(SafeFileDescriptor directory, string path, byte* buffer, nint size);
}
