using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>fchmod(2).</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Fchmod(SafeFileDescriptor descriptor, uint mode)
        => LinuxException.ThrowIf(TryFchmod(descriptor, mode), nameof(fchmod), descriptor);

    /// <summary>As <see cref="Fchmod"/>, with the errno as answer.</summary>
    public static int TryFchmod(SafeFileDescriptor descriptor, uint mode)
        => ErrnoOf(fchmod(descriptor, mode));

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int fchmod(SafeFileDescriptor descriptor, uint mode);
}
