using System.Buffers;
using System.Text;

namespace PluginHost.Rpc.Wire;

/// <summary>
/// Reads the fields of an envelope message in place (see <see cref="ProtoWriter"/>). The caller asks for fields with
/// <see cref="TryReadField"/>, then takes the value or skips it.
/// </summary>
/// <exception cref="FormatException">From every member: the bytes are no protobuf message.</exception>
internal ref struct ProtoReader(ReadOnlySequence<byte> message)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private SequenceReader<byte> _reader = new(message);
    private WireType _type;

    /// <summary>Goes to the next field; false at the end of the message.</summary>
    public bool TryReadField(out int field)
    {
        if (_reader.End)
        {
            field = 0;
            return false;
        }

        ulong tag = RawVarint();
        _type = (WireType)(tag & 7);
        if (tag >> 3 is 0 or > int.MaxValue >> 2)
        {
            throw new FormatException($"proto: illegal field number {tag >> 3}");
        }

        field = (int)(tag >> 3);
        return true;
    }

    public ulong Varint()
    {
        Expect(WireType.Varint);
        return RawVarint();
    }

    public ReadOnlySequence<byte> Bytes()
    {
        Expect(WireType.LengthDelimited);
        ulong length = RawVarint();
        if (length > (ulong)_reader.Remaining)
        {
            throw new FormatException("proto: unexpected end of the message");
        }

        ReadOnlySequence<byte> value = _reader.UnreadSequence.Slice(0, (long)length);
        _reader.Advance((long)length);
        return value;
    }

    public string Text()
    {
        ReadOnlySequence<byte> bytes = Bytes();
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("proto: a string field contains invalid UTF-8", e);
        }
    }

    public void Skip()
    {
        switch (_type)
        {
            case WireType.Varint:
                RawVarint();
                break;
            case WireType.Fixed64:
                SkipBytes(8);
                break;
            case WireType.LengthDelimited:
                Bytes();
                break;
            case WireType.Fixed32:
                SkipBytes(4);
                break;
            default:
                throw new FormatException($"proto: cannot parse wire type {(int)_type}");
        }
    }

    private void SkipBytes(int count)
    {
        if (_reader.Remaining < count)
        {
            throw new FormatException("proto: unexpected end of the message");
        }

        _reader.Advance(count);
    }

    private readonly void Expect(WireType type)
    {
        if (_type != type)
        {
            throw new FormatException($"proto: wire type {(int)_type} where {(int)type} is expected");
        }
    }

    private ulong RawVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (!_reader.TryRead(out byte next))
            {
                throw new FormatException("proto: unexpected end of the message");
            }

            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new FormatException("proto: variable length integer overflow");
    }
}
