using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>ftruncate(2).</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Ftruncate(SafeFileDescriptor descriptor, long length)
        => LinuxException.ThrowIf(TryFtruncate(descriptor, length), nameof(ftruncate), descriptor);

    /// <summary>As <see cref="Ftruncate"/>, with the errno as answer.</summary>
    public static int TryFtruncate(SafeFileDescriptor descriptor, long length)
    {
        int result;
        do
        {
            result = ftruncate(descriptor, length);
        }
        while (Interrupted(result));

        return ErrnoOf(result);
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int ftruncate(SafeFileDescriptor descriptor, long length);
}
