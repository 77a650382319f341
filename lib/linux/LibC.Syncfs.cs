using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>syncfs(2): the whole file system of the descriptor.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Syncfs(SafeFileDescriptor descriptor)
        => LinuxException.ThrowIf(TrySyncfs(descriptor), nameof(syncfs), descriptor);

    /// <summary>As <see cref="Syncfs"/>, with the errno as answer.</summary>
    public static int TrySyncfs(SafeFileDescriptor descriptor)
    {
        int result;
        do
        {
            result = syncfs(descriptor);
        }
        while (Interrupted(result));

        return ErrnoOf(result);
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int syncfs(SafeFileDescriptor descriptor);
}
