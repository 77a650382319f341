using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    private const int PR_SCHED_CORE = 62;
    private const int PR_SCHED_CORE_CREATE = 1;
    private const int ScopeProcessGroup = 2;

    /// <summary>prctl(2) PR_SCHED_CORE: the process group shares no core with others.</summary>
    public static void CreateCoreGroup()
        => LinuxException.ThrowIf(ErrnoOf(prctl(PR_SCHED_CORE, PR_SCHED_CORE_CREATE, 0, ScopeProcessGroup, 0)), "prctl PR_SCHED_CORE");

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int prctl(int option, nint command, nint pid, nint scope, nint cookie);
}
