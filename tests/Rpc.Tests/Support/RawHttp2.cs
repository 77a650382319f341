using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Rpc.Tests.Support;

/// <summary>An HTTP/2 frame as it is on the wire.</summary>
internal sealed record Http2Frame(byte Type, byte Flags, int StreamId, byte[] Payload)
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte GoAway = 7;
    public const byte Continuation = 9;

    public bool EndsStream => Type is Data or Headers && (Flags & 1) != 0;

    public string Text => Encoding.Latin1.GetString(Payload);
}

/// <summary>An HTTP/2 client that sends what it is told, byte by byte.</summary>
internal sealed class RawHttp2(Stream stream) : IDisposable
{
    public Stream Stream => stream;

    public static async Task<RawHttp2> ConnectAsync(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        RawHttp2 raw = new(new NetworkStream(socket, ownsSocket: true));
        await raw.Stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await raw.SendAsync(new Http2Frame(Http2Frame.Settings, 0, 0, []));
        return raw;
    }

    /// <summary>A header block of literals that are not indexed.</summary>
    public static byte[] Block(params (string Name, string Value)[] headers)
    {
        List<byte> block = [];
        foreach ((string name, string value) in headers)
        {
            block.Add(0);
            Append(block, name);
            Append(block, value);
        }

        return [.. block];
    }

    /// <summary>The headers of a gRPC call.</summary>
    public static (string Name, string Value)[] CallHeaders(string path, string? authority = "localhost", string contentType = "application/grpc")
    {
        List<(string, string)> headers = [(":method", "POST"), (":scheme", "http"), (":path", path)];
        if (authority is not null)
        {
            headers.Add((":authority", authority));
        }

        headers.AddRange([("content-type", contentType), ("te", "trailers")]);
        return [.. headers];
    }

    /// <summary>A message with its five bytes.</summary>
    public static byte[] Message(params byte[] message) => [0, .. Length(message.Length), .. message];

    public static byte[] Length(int length)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        return bytes;
    }

    public static byte[] Bytes(Http2Frame frame)
    {
        byte[] bytes = new byte[9 + frame.Payload.Length];
        bytes[0] = (byte)(frame.Payload.Length >> 16);
        bytes[1] = (byte)(frame.Payload.Length >> 8);
        bytes[2] = (byte)frame.Payload.Length;
        bytes[3] = frame.Type;
        bytes[4] = frame.Flags;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), frame.StreamId);
        frame.Payload.CopyTo(bytes, 9);
        return bytes;
    }

    public async Task SendAsync(Http2Frame frame) => await stream.WriteAsync(Bytes(frame));

    /// <summary>Sends a call of one message.</summary>
    public async Task SendCallAsync(int streamId, byte[] block, byte[] body)
    {
        await SendAsync(new Http2Frame(Http2Frame.Headers, 4, streamId, block));
        await SendAsync(new Http2Frame(Http2Frame.Data, 1, streamId, body));
    }

    public async Task<Http2Frame> ReceiveAsync()
    {
        byte[] header = new byte[9];
        await stream.ReadExactlyAsync(header).AsTask().InTime();
        byte[] payload = new byte[(header[0] << 16) | (header[1] << 8) | header[2]];
        await stream.ReadExactlyAsync(payload).AsTask().InTime();
        return new Http2Frame(header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)), payload);
    }

    /// <summary>The frames of one stream, to its end or its reset, or to the end of the connection.</summary>
    public async Task<List<Http2Frame>> ReceiveCallAsync(int streamId)
    {
        List<Http2Frame> frames = [];
        while (true)
        {
            Http2Frame frame = await ReceiveAsync();
            if (frame.StreamId == streamId || frame.Type == Http2Frame.GoAway)
            {
                frames.Add(frame);
                if (frame.EndsStream || frame.Type is Http2Frame.Reset or Http2Frame.GoAway)
                {
                    return frames;
                }
            }
        }
    }

    public void Dispose() => stream.Dispose();

    private static void Append(List<byte> block, string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        if (bytes.Length < 127)
        {
            block.Add((byte)bytes.Length);
        }
        else
        {
            block.Add(127);
            int rest = bytes.Length - 127;
            while (rest >= 128)
            {
                block.Add((byte)(rest | 128));
                rest >>= 7;
            }

            block.Add((byte)rest);
        }

        block.AddRange(bytes);
    }
}
