using System.Buffers;
using System.Buffers.Binary;

namespace PluginHost.Rpc.Server.Authority;

/// <summary>
/// Passes what a client sends on an HTTP/2 connection (RFC 9113) and replaces each <c>:authority</c> that Kestrel would refuse. A client
/// has one authority per connection: when its first call has a plain one, the rest of the connection needs no looking at.
/// </summary>
internal sealed class AuthorityRewriter
{
    private const int PrefaceSize = 24;
    private const int HeaderSize = 9;
    private const int PrioritySize = 5;

    // Kestrel announces the protocol's default and ends connections that exceed it.
    private const int MaximumFrame = 16 * 1024;

    // What Kestrel takes of headers; a longer block is passed on for it to refuse.
    private const int MaximumBlock = 16 * 1024 * 1024;

    private const byte HeadersType = 1;
    private const byte ContinuationType = 9;
    private const byte EndStreamFlag = 0x1;
    private const byte EndHeadersFlag = 0x4;
    private const byte PaddedFlag = 0x8;
    private const byte PriorityFlag = 0x20;

    private readonly ArrayBufferWriter<byte> _block = new();
    private byte[] _priority = [];
    private long _copy = PrefaceSize;
    private bool _collecting;
    private bool _replacing;
    private bool _endsStream;
    private int _streamId;

    /// <summary>Nothing is left to do: all that follows is to be passed as it is.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Takes what it can of received bytes and writes what Kestrel is to see of them. Returns how far it came.</summary>
    public SequencePosition Pass(ReadOnlySequence<byte> received, IBufferWriter<byte> output)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        while (!IsFinished && !received.IsEmpty)
        {
            if (_copy > 0)
            {
                ReadOnlySequence<byte> part = received.Slice(0, Math.Min(_copy, received.Length));
                Copy(part, output);
                _copy -= part.Length;
                received = received.Slice(part.End);
                continue;
            }

            if (received.Length < HeaderSize)
            {
                break;
            }

            received.Slice(0, HeaderSize).CopyTo(header);
            int length = (header[0] << 16) | (header[1] << 8) | header[2];
            bool isBlock = header[3] == (_collecting ? ContinuationType : HeadersType);
            if (!isBlock || length > MaximumFrame)
            {
                if (_collecting)
                {
                    // A broken connection: Kestrel is to see it, and to end it.
                    Emit(_block.WrittenSpan, endsHeaders: false, output);
                    IsFinished = true;
                    break;
                }

                _copy = HeaderSize + length;
                continue;
            }

            if (received.Length < HeaderSize + length)
            {
                break;
            }

            byte[] payload = received.Slice(HeaderSize, length).ToArray();
            received = received.Slice(HeaderSize + length);
            if (_collecting)
            {
                _block.Write(payload);
            }
            else if (!TryBegin(header, payload))
            {
                output.Write(header);
                output.Write(payload);
                IsFinished = true;
                break;
            }

            if ((header[4] & EndHeadersFlag) != 0)
            {
                EndBlock(output);
            }
            else if (_block.WrittenCount > MaximumBlock)
            {
                Emit(_block.WrittenSpan, endsHeaders: false, output);
                IsFinished = true;
            }
            else
            {
                _collecting = true;
            }
        }

        return received.Start;
    }

    private static void Copy(ReadOnlySequence<byte> bytes, IBufferWriter<byte> output)
    {
        foreach (ReadOnlyMemory<byte> memory in bytes)
        {
            output.Write(memory.Span);
        }
    }

    /// <summary>Takes padding and priority off a HEADERS frame; false when it is malformed.</summary>
    private bool TryBegin(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        byte flags = header[4];
        _endsStream = (flags & EndStreamFlag) != 0;
        _streamId = BinaryPrimitives.ReadInt32BigEndian(header[5..]);
        _priority = [];
        int padding = 0;
        if ((flags & PaddedFlag) != 0)
        {
            if (payload.IsEmpty)
            {
                return false;
            }

            padding = payload[0];
            payload = payload[1..];
        }

        if ((flags & PriorityFlag) != 0)
        {
            if (payload.Length < PrioritySize)
            {
                return false;
            }

            _priority = payload[..PrioritySize].ToArray();
            payload = payload[PrioritySize..];
        }

        if (padding > payload.Length)
        {
            return false;
        }

        _block.Write(payload[..^padding]);
        return true;
    }

    private void EndBlock(IBufferWriter<byte> output)
    {
        byte[]? replaced = HpackAuthority.Replaced(_block.WrittenSpan);
        Emit(replaced ?? _block.WrittenSpan, endsHeaders: true, output);
        _block.ResetWrittenCount();
        _collecting = false;
        _replacing |= replaced is not null;
        IsFinished = !_replacing;
    }

    private void Emit(ReadOnlySpan<byte> block, bool endsHeaders, IBufferWriter<byte> output)
    {
        int room = MaximumFrame - _priority.Length;
        ReadOnlySpan<byte> part = block[..Math.Min(room, block.Length)];
        block = block[part.Length..];
        byte flags = (byte)((_endsStream ? EndStreamFlag : 0) | (_priority.Length > 0 ? PriorityFlag : 0));
        EmitFrame(HeadersType, flags, _priority, part, endsHeaders && block.IsEmpty, output);
        while (!block.IsEmpty)
        {
            part = block[..Math.Min(MaximumFrame, block.Length)];
            block = block[part.Length..];
            EmitFrame(ContinuationType, 0, [], part, endsHeaders && block.IsEmpty, output);
        }
    }

    private void EmitFrame(
        byte type, byte flags, ReadOnlySpan<byte> priority, ReadOnlySpan<byte> part, bool endsHeaders, IBufferWriter<byte> output)
    {
        int length = priority.Length + part.Length;
        Span<byte> header = output.GetSpan(HeaderSize);
        header[0] = (byte)(length >> 16);
        header[1] = (byte)(length >> 8);
        header[2] = (byte)length;
        header[3] = type;
        header[4] = (byte)(flags | (endsHeaders ? EndHeadersFlag : 0));
        BinaryPrimitives.WriteInt32BigEndian(header[5..], _streamId);
        output.Advance(HeaderSize);
        output.Write(priority);
        output.Write(part);
    }
}
