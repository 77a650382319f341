using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>fsync(2): data and metadata are on the disk when it returns.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Fsync(SafeFileDescriptor descriptor)
        => LinuxException.ThrowIf(TryFsync(descriptor), nameof(fsync), descriptor);

    /// <summary>As <see cref="Fsync"/>, with the errno as answer.</summary>
    public static int TryFsync(SafeFileDescriptor descriptor)
    {
        int result;
        do
        {
            result = fsync(descriptor);
        }
        while (Interrupted(result));

        return ErrnoOf(result);
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int fsync(SafeFileDescriptor descriptor);
}
