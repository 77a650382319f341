using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    /// <summary>read(2): the number of bytes read, 0 at the end.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static int Read(SafeFileDescriptor descriptor, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            nint result;
            do
            {
                result = read(descriptor, bytes, (nuint)buffer.Length);
            }
            while (Interrupted(result));

            LinuxException.ThrowIf(ErrnoOf(result), nameof(read), descriptor);

            return (int)result;
        }
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial nint read(SafeFileDescriptor descriptor, byte* buffer, nuint size);
}
