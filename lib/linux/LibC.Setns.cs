using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>setns(2), for the calling thread: use a thread of its own that ends afterwards.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Setns(SafeFileDescriptor descriptor, CloneFlags type)
        => LinuxException.ThrowIf(TrySetns(descriptor, type), nameof(setns), descriptor);

    /// <summary>As <see cref="Setns"/>, with the errno as answer.</summary>
    public static int TrySetns(SafeFileDescriptor descriptor, CloneFlags type)
        => ErrnoOf(setns(descriptor, type));

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int setns(SafeFileDescriptor descriptor, CloneFlags type);
}
