using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    /// <summary>pwrite(2): the number of bytes written at an offset, which may be fewer than given.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static int Pwrite(SafeFileDescriptor descriptor, ReadOnlySpan<byte> buffer, long offset)
    {
        fixed (byte* bytes = buffer)
        {
            nint result;
            do
            {
                result = pwrite(descriptor, bytes, (nuint)buffer.Length, offset);
            }
            while (Interrupted(result));

            LinuxException.ThrowIf(ErrnoOf(result), nameof(pwrite), descriptor);

            return (int)result;
        }
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial nint pwrite(SafeFileDescriptor descriptor, byte* buffer, nuint size, long offset);
}
