using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    /// <summary>pread(2): the number of bytes read at an offset, 0 at the end.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static int Pread(SafeFileDescriptor descriptor, Span<byte> buffer, long offset)
    {
        fixed (byte* bytes = buffer)
        {
            nint result;
            do
            {
                result = pread(descriptor, bytes, (nuint)buffer.Length, offset);
            }
            while (Interrupted(result));

            LinuxException.ThrowIf(ErrnoOf(result), nameof(pread), descriptor);

            return (int)result;
        }
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial nint pread(SafeFileDescriptor descriptor, byte* buffer, nuint size, long offset);
}
