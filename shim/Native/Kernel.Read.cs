using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    /// <summary>read(2): the errno, EAGAIN if there is nothing yet; the count is 0 at the end.</summary>
    public static int TryRead(SafeFileDescriptor descriptor, Span<byte> buffer, out int count)
    {
        nint result;
        int errno;
        do
        {
            result = read(descriptor, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
            errno = ErrnoOf(result);
        }
        while (errno == Errno.EINTR);

        count = (int)Math.Max(result, 0);

        return errno;
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial nint read(SafeFileDescriptor descriptor, ref byte buffer, nuint size);
}
