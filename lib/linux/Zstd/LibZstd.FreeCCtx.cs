using System.Runtime.InteropServices;

namespace PluginHost.Linux.Zstd;

internal static unsafe partial class LibZstd
{
    /// <summary>Frees a compression context.</summary>
    [LibraryImport(LibraryName)]
    public static partial nuint ZSTD_freeCCtx(nint context);
}
