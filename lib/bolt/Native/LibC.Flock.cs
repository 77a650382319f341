using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PluginHost.Bolt.Native;

internal static partial class LibC
{
    public const int LOCK_SH = 1;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;

    /// <summary>flock(2), retried after EINTR. False if the lock is held elsewhere (EWOULDBLOCK).</summary>
    /// <exception cref="BoltException"><see cref="BoltError.Io"/> with the path and the reason.</exception>
    public static bool TryFlock(SafeFileHandle handle, int operation, string path)
    {
        while (flock(handle, operation) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno == EWOULDBLOCK)
            {
                return false;
            }

            if (errno != EINTR)
            {
                throw Failed("flock", path, errno);
            }
        }

        return true;
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int flock(SafeFileHandle handle, int operation);
}
