using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>waitpid(2): the pid of a child that ended, 0 if none did (WNOHANG), and its status. The errno, ECHILD: no children.</summary>
    /// <param name="pid">A child, or -1 for any.</param>
    /// <param name="options">WNOHANG and others, see <see cref="WaitOptions"/>.</param>
    /// <param name="ended">The child that ended, or 0.</param>
    /// <param name="status">How it ended.</param>
    public static int TryWaitPid(int pid, WaitOptions options, out int ended, out WaitStatus status)
    {
        int raw;
        int result;
        do
        {
            result = waitpid(pid, out raw, options);
        }
        while (Interrupted(result));

        ended = Math.Max(result, 0);
        status = new WaitStatus(raw);

        return ErrnoOf(result);
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int waitpid(int pid, out int status, WaitOptions options);
}
