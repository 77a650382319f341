using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>fchown(2).</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Fchown(SafeFileDescriptor descriptor, uint uid, uint gid)
        => LinuxException.ThrowIf(TryFchown(descriptor, uid, gid), nameof(fchown), descriptor);

    /// <summary>As <see cref="Fchown"/>, with the errno as answer.</summary>
    public static int TryFchown(SafeFileDescriptor descriptor, uint uid, uint gid)
        => ErrnoOf(fchown(descriptor, uid, gid));

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int fchown(SafeFileDescriptor descriptor, uint uid, uint gid);
}
