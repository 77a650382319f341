using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PluginHost.Bolt.Native;

internal static partial class LibC
{
    /// <summary>fdatasync(2), retried after EINTR.</summary>
    /// <exception cref="BoltException"><see cref="BoltError.Io"/> with the path and the reason.</exception>
    public static void Fdatasync(SafeFileHandle handle, string path)
    {
        while (fdatasync(handle) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno != EINTR)
            {
                throw Failed("fdatasync", path, errno);
            }
        }
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int fdatasync(SafeFileHandle handle);
}
