using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>flock(2). With LOCK_NB a lock that is held elsewhere is EAGAIN; without it the call waits.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Flock(SafeFileDescriptor descriptor, FlockOperation operation)
        => LinuxException.ThrowIf(TryFlock(descriptor, operation), nameof(flock), descriptor);

    /// <summary>As <see cref="Flock"/>, with the errno as answer.</summary>
    public static int TryFlock(SafeFileDescriptor descriptor, FlockOperation operation)
    {
        int result;
        do
        {
            result = flock(descriptor, operation);
        }
        while (Interrupted(result));

        return ErrnoOf(result);
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int flock(SafeFileDescriptor descriptor, FlockOperation operation);
}
