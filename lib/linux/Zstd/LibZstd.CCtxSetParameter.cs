using System.Runtime.InteropServices;

namespace PluginHost.Linux.Zstd;

internal static unsafe partial class LibZstd
{
    /// <summary>Sets a parameter of the frames to come.</summary>
    [LibraryImport(LibraryName)]
    public static partial nuint ZSTD_CCtx_setParameter(ZstdEncoderHandle context, int parameter, int value);
}
