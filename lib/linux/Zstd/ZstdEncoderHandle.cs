using Microsoft.Win32.SafeHandles;

namespace PluginHost.Linux.Zstd;

/// <summary>Owns a compression context.</summary>
internal sealed class ZstdEncoderHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public ZstdEncoderHandle()
        : base(ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibZstd.ZSTD_freeCCtx(handle) == 0;
}
