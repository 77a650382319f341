using System.Buffers.Binary;

namespace Rpc.Tests.Support;

/// <summary>A frame as it is on the wire.</summary>
internal sealed record RawFrame(uint StreamId, byte Type, byte Flags, byte[] Payload);

/// <summary>One end of a TTRPC connection, byte by byte.</summary>
internal sealed class RawTtrpc(Stream stream) : IDisposable
{
    public Stream Stream => stream;

    public async Task SendAsync(uint streamId, byte type, byte flags, params byte[] payload)
    {
        byte[] frame = new byte[10 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), streamId);
        frame[8] = type;
        frame[9] = flags;
        payload.CopyTo(frame, 10);
        await stream.WriteAsync(frame);
    }

    public async Task<RawFrame> ReceiveAsync()
    {
        byte[] header = new byte[10];
        await stream.ReadExactlyAsync(header).AsTask().InTime();
        byte[] payload = new byte[BinaryPrimitives.ReadUInt32BigEndian(header)];
        await stream.ReadExactlyAsync(payload).AsTask().InTime();
        return new RawFrame(BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4)), header[8], header[9], payload);
    }

    /// <summary>Waits for the peer to close the connection; false when it sends something instead.</summary>
    public async Task<bool> IsClosedAsync() => await stream.ReadAsync(new byte[1]).AsTask().InTime() == 0;

    public void Dispose() => stream.Dispose();
}
