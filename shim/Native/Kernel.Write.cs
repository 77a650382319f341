using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    /// <summary>write(2): the errno, EAGAIN if there is no room; how much was written.</summary>
    public static int TryWrite(SafeFileDescriptor descriptor, ReadOnlySpan<byte> bytes, out int count)
    {
        nint result;
        int errno;
        do
        {
            result = write(descriptor, in MemoryMarshal.GetReference(bytes), (nuint)bytes.Length);
            errno = ErrnoOf(result);
        }
        while (errno == Errno.EINTR);

        count = (int)Math.Max(result, 0);

        return errno;
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial nint write(SafeFileDescriptor descriptor, in byte buffer, nuint size);
}
