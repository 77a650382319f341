using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    /// <summary>getdents64(2): fills the buffer with whole directory entries and returns their bytes; 0 at the end.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static int GetDents64(SafeFileDescriptor directory, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            nint result = getdents64(directory, bytes, (nuint)buffer.Length);
            LinuxException.ThrowIf(ErrnoOf(result), nameof(getdents64), directory);

            return (int)result;
        }
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial nint getdents64(SafeFileDescriptor directory, byte* buffer, nuint size);
}
