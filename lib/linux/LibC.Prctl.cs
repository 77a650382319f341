using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    private const int PR_SET_PDEATHSIG = 1;
    private const int PR_SET_CHILD_SUBREAPER = 36;
    private const int PR_GET_CHILD_SUBREAPER = 37;

    /// <summary>prctl(2) PR_SET_CHILD_SUBREAPER: orphans below this process become its children.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void SetChildSubreaper(bool subreaper)
        => LinuxException.ThrowIf(ErrnoOf(prctl(PR_SET_CHILD_SUBREAPER, subreaper ? 1 : 0, 0, 0, 0)), nameof(prctl));

    /// <summary>prctl(2) PR_GET_CHILD_SUBREAPER.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static bool IsChildSubreaper()
    {
        int subreaper = 0;
        LinuxException.ThrowIf(ErrnoOf(prctl(PR_GET_CHILD_SUBREAPER, (nint)(&subreaper), 0, 0, 0)), nameof(prctl));

        return subreaper != 0;
    }

    /// <summary>prctl(2) PR_SET_PDEATHSIG: the signal that this process gets when the thread that started it ends; 0 for none.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void SetParentDeathSignal(int signal)
        => LinuxException.ThrowIf(ErrnoOf(prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)), nameof(prctl));

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int prctl(int option, nint argument2, nint argument3, nint argument4, nint argument5);
}
