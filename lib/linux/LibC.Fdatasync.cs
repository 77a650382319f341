using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>fdatasync(2): as <see cref="Fsync"/> without metadata that reading does not need.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Fdatasync(SafeFileDescriptor descriptor)
        => LinuxException.ThrowIf(TryFdatasync(descriptor), nameof(fdatasync), descriptor);

    /// <summary>As <see cref="Fdatasync"/>, with the errno as answer.</summary>
    public static int TryFdatasync(SafeFileDescriptor descriptor)
    {
        int result;
        do
        {
            result = fdatasync(descriptor);
        }
        while (Interrupted(result));

        return ErrnoOf(result);
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int fdatasync(SafeFileDescriptor descriptor);
}
