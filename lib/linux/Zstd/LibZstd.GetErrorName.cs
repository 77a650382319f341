using System.Runtime.InteropServices;

namespace PluginHost.Linux.Zstd;

internal static unsafe partial class LibZstd
{
    /// <summary>The text of an error, which is never freed.</summary>
    [LibraryImport(LibraryName)]
    public static partial byte* ZSTD_getErrorName(nuint code);
}
