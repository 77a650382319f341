using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    private const long SYS_pidfd_send_signal = 424;

    /// <summary>pidfd_send_signal(2). Linux 5.1.</summary>
    /// <exception cref="LinuxException">ESRCH: the process is gone.</exception>
    public static void PidfdSendSignal(SafeFileDescriptor process, int signal)
        => LinuxException.ThrowIf(
            ErrnoOf(pidfd_send_signal(SYS_pidfd_send_signal, process, signal, 0, 0)), nameof(pidfd_send_signal), process);

    [LibraryImport(LibraryName, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint pidfd_send_signal(long number, SafeFileDescriptor process, int signal, nint information, uint flags);
}
