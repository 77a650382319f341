using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>fallocate(2): takes the blocks now (mode 0) or as linux/falloc.h says.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Fallocate(SafeFileDescriptor descriptor, int mode, long offset, long length)
        => LinuxException.ThrowIf(TryFallocate(descriptor, mode, offset, length), nameof(fallocate), descriptor);

    /// <summary>As <see cref="Fallocate"/>, with the errno as answer.</summary>
    public static int TryFallocate(SafeFileDescriptor descriptor, int mode, long offset, long length)
    {
        int result;
        do
        {
            result = fallocate(descriptor, mode, offset, length);
        }
        while (Interrupted(result));

        return ErrnoOf(result);
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int fallocate(SafeFileDescriptor descriptor, int mode, long offset, long length);
}
