using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>lseek(2): the new offset. SEEK_DATA and SEEK_HOLE past the last data are ENXIO.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static long Lseek(SafeFileDescriptor descriptor, long offset, SeekWhence whence)
    {
        LinuxException.ThrowIf(TryLseek(descriptor, offset, whence, out long position), nameof(lseek), descriptor);

        return position;
    }

    /// <summary>As <see cref="Lseek"/>, with the errno as answer.</summary>
    public static int TryLseek(SafeFileDescriptor descriptor, long offset, SeekWhence whence, out long position)
    {
        position = lseek(descriptor, offset, whence);

        return position < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial long lseek(SafeFileDescriptor descriptor, long offset, SeekWhence whence);
}
