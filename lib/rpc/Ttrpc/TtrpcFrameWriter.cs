using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using PluginHost.Rpc.Wire;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>Writes whole frames to a connection, one after the other.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Nobody takes the semaphore's wait handle, and disposing it would strand who waits.")]
internal sealed class TtrpcFrameWriter(Stream stream)
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    // Odd, and larger with each request: taken and written under the gate, so that the server sees them in order.
    private uint _nextStreamId = 1;

    /// <summary>Starts a frame: room for its header, which <see cref="Seal"/> fills in.</summary>
    public static PooledBufferWriter Begin()
    {
        PooledBufferWriter frame = new();
        frame.GetSpan(TtrpcFrameHeader.Size);
        frame.Advance(TtrpcFrameHeader.Size);
        return frame;
    }

    /// <summary>Completes the header of a frame whose payload was written.</summary>
    /// <exception cref="RpcException">ResourceExhausted: the payload is longer than a frame may be.</exception>
    public static void Seal(PooledBufferWriter frame, uint streamId, TtrpcFrameType type, TtrpcFlags flags)
    {
        int length = frame.WrittenCount - TtrpcFrameHeader.Size;
        if (length > TtrpcFrameHeader.MaximumLength)
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, TtrpcFrameHeader.TooLong(length)));
        }

        new TtrpcFrameHeader((uint)length, streamId, type, flags).Write(frame.WrittenForUpdate);
    }

    /// <summary>Writes a sealed frame.</summary>
    public async ValueTask WriteAsync(PooledBufferWriter frame)
    {
        await _gate.WaitAsync();
        try
        {
            await stream.WriteAsync(frame.WrittenMemory);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Gives a sealed request its stream id, tells it to <paramref name="opened"/> before the first byte is sent, and writes it.</summary>
    /// <param name="frame">The request.</param>
    /// <param name="opened">Registers the call; false when it is over already and nothing is to be sent.</param>
    public async ValueTask WriteRequestAsync(PooledBufferWriter frame, Func<uint, bool> opened)
    {
        await _gate.WaitAsync();
        try
        {
            uint streamId = _nextStreamId;
            if (!opened(streamId))
            {
                return;
            }

            _nextStreamId += 2;
            TtrpcFrameHeader.WriteStreamId(frame.WrittenForUpdate, streamId);
            await stream.WriteAsync(frame.WrittenMemory);
        }
        finally
        {
            _gate.Release();
        }
    }
}
