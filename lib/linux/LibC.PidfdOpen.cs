using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    private const long SYS_pidfd_open = 434;

    /// <summary>pidfd_open(2): a descriptor for a process, which stays that process when its pid is used again. Linux 5.3.</summary>
    /// <exception cref="LinuxException">ESRCH: there is no such process.</exception>
    public static SafeFileDescriptor PidfdOpen(int pid)
    {
        nint result = pidfd_open(SYS_pidfd_open, pid, 0);
        LinuxException.ThrowIf(ErrnoOf(result), nameof(pidfd_open), pid);

        return new SafeFileDescriptor((int)result, ownsHandle: true);
    }

    [LibraryImport(LibraryName, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint pidfd_open(long number, int pid, uint flags);
}
