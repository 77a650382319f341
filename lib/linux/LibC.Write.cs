using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    /// <summary>write(2): the number of bytes written, which may be fewer than given.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static int Write(SafeFileDescriptor descriptor, ReadOnlySpan<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            nint result;
            do
            {
                result = write(descriptor, bytes, (nuint)buffer.Length);
            }
            while (Interrupted(result));

            LinuxException.ThrowIf(ErrnoOf(result), nameof(write), descriptor);

            return (int)result;
        }
    }

    /// <summary>Writes all bytes, with as many calls as it takes.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static void WriteAll(SafeFileDescriptor descriptor, ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            buffer = buffer[Write(descriptor, buffer)..];
        }
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial nint write(SafeFileDescriptor descriptor, byte* buffer, nuint size);
}
