using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>kill(2). Signal 0 only asks whether the process exists (ESRCH: no).</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Kill(int pid, int signal)
        => LinuxException.ThrowIf(TryKill(pid, signal), nameof(kill), pid);

    /// <summary>As <see cref="Kill"/>, with the errno as answer.</summary>
    public static int TryKill(int pid, int signal)
        => ErrnoOf(kill(pid, signal));

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
