using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    private const int F_DUPFD_CLOEXEC = 1030;

    /// <summary>fcntl(2) F_DUPFD_CLOEXEC: another descriptor of the open file, with a number not below the given one.</summary>
    public static SafeFileDescriptor DuplicateAbove(SafeFileDescriptor descriptor, int lowest)
    {
        int result = fcntl(descriptor, F_DUPFD_CLOEXEC, lowest);
        LinuxException.ThrowIf(ErrnoOf(result), nameof(fcntl), descriptor);

        return new SafeFileDescriptor(result, ownsHandle: true);
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int fcntl(SafeFileDescriptor descriptor, int command, nint argument);
}
