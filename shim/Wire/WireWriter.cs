using System.Buffers.Binary;
using System.Text;

namespace PluginHost.Shim.Wire;

/// <summary>Writes a protobuf message. Fields that have their default value are left out, as proto3 does, unless the call says otherwise.</summary>
internal sealed class WireWriter
{
    private const int VarintType = 0;
    private const int Fixed64Type = 1;
    private const int BytesType = 2;

    private byte[] _buffer = new byte[64];
    private int _length;

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>A copy of what was written.</summary>
    public byte[] ToArray() => Written.ToArray();

    /// <summary>A number.</summary>
    public WireWriter Number(int field, ulong value)
    {
        if (value != 0)
        {
            Key(field, VarintType);
            Varint(value);
        }

        return this;
    }

    /// <summary>A signed number: negative ones take ten bytes (int32, int64, enums).</summary>
    public WireWriter Number(int field, long value) => Number(field, (ulong)value);

    /// <summary>A truth value.</summary>
    public WireWriter Flag(int field, bool value) => Number(field, value ? 1UL : 0UL);

    /// <summary>An element of a packed list of numbers, which has no key of its own.</summary>
    public WireWriter Packed(ulong value)
    {
        Varint(value);

        return this;
    }

    /// <summary>A double.</summary>
    public WireWriter Double(int field, double value)
    {
        if (value != 0)
        {
            Key(field, Fixed64Type);
            BinaryPrimitives.WriteDoubleLittleEndian(Room(sizeof(double)), value);
            _length += sizeof(double);
        }

        return this;
    }

    /// <summary>Text.</summary>
    public WireWriter Text(int field, string value) => value.Length == 0 ? this : Message(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Bytes.</summary>
    public WireWriter Bytes(int field, ReadOnlySpan<byte> value) => value.IsEmpty ? this : Message(field, value);

    /// <summary>A message, or an element of a list: written also when it is empty.</summary>
    public WireWriter Message(int field, ReadOnlySpan<byte> value)
    {
        Key(field, BytesType);
        Varint((ulong)value.Length);
        value.CopyTo(Room(value.Length));
        _length += value.Length;

        return this;
    }

    /// <summary>A message that is still to be written.</summary>
    public WireWriter Message(int field, WireWriter value) => Message(field, value.Written);

    /// <summary>A list of messages.</summary>
    public WireWriter Repeated(int field, IEnumerable<WireWriter> values)
    {
        foreach (WireWriter value in values)
        {
            _ = Message(field, value);
        }

        return this;
    }

    /// <summary>A google.protobuf.Timestamp.</summary>
    public WireWriter Time(int field, Timestamp value)
        => Message(field, new WireWriter().Number(1, value.Seconds).Number(2, value.Nanos));

    /// <summary>A google.protobuf.Any.</summary>
    public WireWriter Any(int field, string typeUrl, ReadOnlySpan<byte> value)
        => Message(field, new WireWriter().Text(1, typeUrl).Bytes(2, value));

    private void Key(int field, int type) => Varint(((ulong)field << 3) | (uint)type);

    private void Varint(ulong value)
    {
        Span<byte> room = Room(10);
        while (value >= 0x80)
        {
            room[0] = (byte)(value | 0x80);
            room = room[1..];
            _length++;
            value >>= 7;
        }

        room[0] = (byte)value;
        _length++;
    }

    private Span<byte> Room(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        }

        return _buffer.AsSpan(_length);
    }
}
