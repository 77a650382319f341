using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>fchdir(2): of the process, or of the thread after <see cref="Unshare"/> with CLONE_FS.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Fchdir(SafeFileDescriptor descriptor)
        => LinuxException.ThrowIf(TryFchdir(descriptor), nameof(fchdir), descriptor);

    /// <summary>As <see cref="Fchdir"/>, with the errno as answer.</summary>
    public static int TryFchdir(SafeFileDescriptor descriptor)
        => ErrnoOf(fchdir(descriptor));

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int fchdir(SafeFileDescriptor descriptor);
}
