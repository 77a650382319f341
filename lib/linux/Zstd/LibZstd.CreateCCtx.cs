using System.Runtime.InteropServices;

namespace PluginHost.Linux.Zstd;

internal static unsafe partial class LibZstd
{
    /// <summary>A compression context.</summary>
    [LibraryImport(LibraryName)]
    public static partial ZstdEncoderHandle ZSTD_createCCtx();
}
