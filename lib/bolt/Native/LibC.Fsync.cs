using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PluginHost.Bolt.Native;

internal static partial class LibC
{
    /// <summary>fsync(2), retried after EINTR; .NET's own flush hides some errors.</summary>
    /// <exception cref="BoltException"><see cref="BoltError.Io"/> with the path and the reason.</exception>
    public static void Fsync(SafeFileHandle handle, string path)
    {
        while (fsync(handle) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno != EINTR)
            {
                throw Failed("fsync", path, errno);
            }
        }
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int fsync(SafeFileHandle handle);
}
