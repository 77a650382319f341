using System.Runtime.InteropServices;

namespace PluginHost.Linux.Zstd;

internal static unsafe partial class LibZstd
{
    /// <summary>Compresses what it can: what is left to flush.</summary>
    [LibraryImport(LibraryName)]
    public static partial nuint ZSTD_compressStream2(ZstdEncoderHandle context, ZstdBuffer* output, ZstdBuffer* input, ZstdEnd end);
}
