using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    private const int SFD_NONBLOCK = 0x800;
    private const int SFD_CLOEXEC = 0x80000;

    /// <summary>signalfd(2): a descriptor from which blocked signals are read.</summary>
    public static SafeFileDescriptor SignalFd(SignalSet signals)
    {
        int result = signalfd(-1, in signals, SFD_NONBLOCK | SFD_CLOEXEC);
        LinuxException.ThrowIf(ErrnoOf(result), nameof(signalfd));

        return new SafeFileDescriptor(result, ownsHandle: true);
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int signalfd(int descriptor, in SignalSet signals, int flags);
}
