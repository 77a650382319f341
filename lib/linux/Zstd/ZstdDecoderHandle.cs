using Microsoft.Win32.SafeHandles;

namespace PluginHost.Linux.Zstd;

/// <summary>Owns a decompression context.</summary>
internal sealed class ZstdDecoderHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public ZstdDecoderHandle()
        : base(ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibZstd.ZSTD_freeDCtx(handle) == 0;
}
