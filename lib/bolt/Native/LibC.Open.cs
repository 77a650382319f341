using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PluginHost.Bolt.Native;

internal static partial class LibC
{
    // fcntl.h of Linux; these are the same on amd64 and arm64 (O_DIRECTORY is not, and is not needed: a trailing "/." says it too).
    public const int O_RDONLY = 0;
    public const int O_RDWR = 2;
    public const int O_CREAT = 0x40;
    public const int O_CLOEXEC = 0x80000;

    /// <summary>open(2), retried after EINTR.</summary>
    /// <exception cref="BoltException"><see cref="BoltError.Io"/> with the path and the reason.</exception>
    public static SafeFileHandle Open(string path, int flags, int mode)
    {
        while (true)
        {
            int descriptor = open(path, flags, mode);
            if (descriptor >= 0)
            {
                return new SafeFileHandle(descriptor, ownsHandle: true);
            }

            int errno = Marshal.GetLastPInvokeError();
            if (errno != EINTR)
            {
                throw Failed("open", path, errno);
            }
        }
    }

    // The mode is a variadic argument in C. On the Linux ABIs of amd64 and arm64 it is passed like a named one.
    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);
}
