using System.Buffers;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>One end of a connection: takes the frames in the order they came. The next frame is read when the last one was taken.</summary>
internal interface ITtrpcFrameHandler
{
    /// <summary>A frame; its payload is valid until the returned task completes.</summary>
    ValueTask OnFrameAsync(TtrpcFrameHeader header, ReadOnlySequence<byte> payload);

    /// <summary>A frame that is longer than allowed; its payload is skipped.</summary>
    ValueTask OnTooLongAsync(TtrpcFrameHeader header);
}
