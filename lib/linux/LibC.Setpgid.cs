using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>setpgid(2); 0 stands for the caller.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Setpgid(int pid, int group)
        => LinuxException.ThrowIf(TrySetpgid(pid, group), nameof(setpgid));

    /// <summary>As <see cref="Setpgid"/>, with the errno as answer.</summary>
    public static int TrySetpgid(int pid, int group)
        => ErrnoOf(setpgid(pid, group));

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int setpgid(int pid, int group);
}
