using System.Runtime.InteropServices;

namespace PluginHost.Linux.Zstd;

internal static unsafe partial class LibZstd
{
    /// <summary>Decompresses what it can: 0 at the end of a frame, else a hint for the next input.</summary>
    [LibraryImport(LibraryName)]
    public static partial nuint ZSTD_decompressStream(ZstdDecoderHandle context, ZstdBuffer* output, ZstdBuffer* input);
}
