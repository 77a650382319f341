using System.Runtime.InteropServices;

namespace PluginHost.Shim.Native;

/// <summary>
/// The calls that only the shim needs, one per file; those that the daemon needs, too, are in lib/linux. A <c>Try</c> call returns the
/// errno, 0 when it succeeded. No call waits unless it says so, and no descriptor survives an exec unless it says so.
/// </summary>
internal static partial class Kernel
{
    private const string LibraryName = "libc.so.6";

    private static int ErrnoOf(nint result) => result < 0 ? Marshal.GetLastPInvokeError() : 0;
}
