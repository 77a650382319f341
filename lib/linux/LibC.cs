using System.Runtime.InteropServices;

namespace PluginHost.Linux;

/// <summary>
/// The system calls of the daemon, one per file <c>LibC.&lt;Call&gt;.cs</c>. A call without <c>Try</c> throws <see cref="LinuxException"/>;
/// a <c>Try</c> call returns the errno, 0 when it succeeded, for callers to whom a failure such as <c>ENOENT</c> is an ordinary answer.
/// Descriptors are opened close-on-exec, and interrupted calls are repeated where the man page allows it.
/// Paths are strings in <see cref="PathEncoding"/>, so that names that are not UTF-8 survive.
/// </summary>
public static partial class LibC
{
    // The file name, not "libc": without the version the loader may find the linker script of the C compiler.
    internal const string LibraryName = "libc.so.6";

    private static int ErrnoOf(int result) => result < 0 ? Marshal.GetLastPInvokeError() : 0;

    private static int ErrnoOf(nint result) => result < 0 ? Marshal.GetLastPInvokeError() : 0;

    private static bool Interrupted(nint result) => result < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR;
}
