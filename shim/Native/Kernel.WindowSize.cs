using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    private const nuint TIOCSWINSZ = 0x5414;

    /// <summary>ioctl TIOCSWINSZ (tty_ioctl(4)): rows and columns of a terminal.</summary>
    public static void SetWindowSize(SafeFileDescriptor terminal, ushort columns, ushort rows)
    {
        // struct winsize: rows, columns, and two that nobody uses, 16 bits each.
        ulong size = rows | ((ulong)columns << 16);
        LinuxException.ThrowIf(ErrnoOf(ioctl(terminal, TIOCSWINSZ, in size)), "ioctl TIOCSWINSZ", terminal);
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int ioctl(SafeFileDescriptor descriptor, nuint request, in ulong argument);
}
