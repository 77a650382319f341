using System.Runtime.InteropServices;

namespace PluginHost.Linux.Zstd;

internal static unsafe partial class LibZstd
{
    /// <summary>A decompression context.</summary>
    [LibraryImport(LibraryName)]
    public static partial ZstdDecoderHandle ZSTD_createDCtx();
}
