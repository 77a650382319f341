using System.Runtime.InteropServices;

namespace PluginHost.Linux.Zstd;

internal static unsafe partial class LibZstd
{
    /// <summary>Whether a result is an error.</summary>
    [LibraryImport(LibraryName)]
    public static partial uint ZSTD_isError(nuint code);
}
