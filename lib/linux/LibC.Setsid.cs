using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>setsid(2): a new session and process group; returns its id.</summary>
    /// <exception cref="LinuxException">EPERM: the process leads a group already.</exception>
    public static int Setsid()
    {
        int session = setsid();
        LinuxException.ThrowIf(ErrnoOf(session), nameof(setsid));

        return session;
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int setsid();
}
