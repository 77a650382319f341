using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    private const int RLIMIT_NOFILE = 7;

    /// <summary>getrlimit(2) RLIMIT_NOFILE, by prlimit(2).</summary>
    public static ResourceLimit GetOpenFileLimit() => ExchangeOpenFileLimit([]);

    /// <summary>setrlimit(2) RLIMIT_NOFILE, by prlimit(2).</summary>
    public static void SetOpenFileLimit(ResourceLimit limit) => _ = ExchangeOpenFileLimit([limit]);

    private static ResourceLimit ExchangeOpenFileLimit(ResourceLimit[] limit)
    {
        LinuxException.ThrowIf(
            ErrnoOf(prlimit(0, RLIMIT_NOFILE, limit.Length == 0 ? null : limit, out ResourceLimit before)), nameof(prlimit));

        return before;
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int prlimit(int pid, int resource, ResourceLimit[]? limit, out ResourceLimit before);
}
