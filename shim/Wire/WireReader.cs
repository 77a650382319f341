using System.Text;

namespace PluginHost.Shim.Wire;

/// <summary>Reads a protobuf message (protobuf.dev/programming-guides/encoding). Unknown fields are skipped by the caller's default case.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private const int VarintType = 0;
    private const int Fixed64Type = 1;
    private const int BytesType = 2;
    private const int Fixed32Type = 5;

    private ReadOnlySpan<byte> _rest = message;
    private int _type;

    /// <summary>Goes to the next field; false at the end.</summary>
    /// <exception cref="InvalidDataException">The message is broken.</exception>
    public bool Next(out int field)
    {
        field = 0;
        if (_rest.IsEmpty)
        {
            return false;
        }

        ulong key = Varint();
        field = (int)(key >> 3);
        _type = (int)(key & 7);
        if (field == 0 || key > uint.MaxValue)
        {
            throw Broken("a field has no valid number");
        }

        return true;
    }

    /// <summary>A number; also for enums and truth values.</summary>
    public ulong Number()
    {
        Expect(VarintType);

        return Varint();
    }

    /// <summary>A truth value.</summary>
    public bool Flag() => Number() != 0;

    /// <summary>Text.</summary>
    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>Bytes, or a message.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        Expect(BytesType);
        ulong length = Varint();
        if (length > (ulong)_rest.Length)
        {
            throw Broken("unexpected EOF");
        }

        ReadOnlySpan<byte> bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];

        return bytes;
    }

    /// <summary>Passes over the field.</summary>
    public void Skip()
    {
        switch (_type)
        {
            case VarintType:
                _ = Varint();
                break;
            case BytesType:
                _ = Bytes();
                break;
            case Fixed64Type or Fixed32Type:
                Advance(_type == Fixed64Type ? sizeof(ulong) : sizeof(uint));
                break;
            default:
                throw Broken("a field has no valid type");
        }
    }

    private static InvalidDataException Broken(string text) => new($"proto: {text}");

    private readonly void Expect(int type)
    {
        if (_type != type)
        {
            throw Broken("a field has another type than its message says");
        }
    }

    private void Advance(int count)
    {
        if (count > _rest.Length)
        {
            throw Broken("unexpected EOF");
        }

        _rest = _rest[count..];
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int i = 0; i < 10; i++)
        {
            if (i == _rest.Length)
            {
                throw Broken("unexpected EOF");
            }

            byte part = _rest[i];
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
            {
                _rest = _rest[(i + 1)..];

                return value;
            }
        }

        throw Broken("a number is too long");
    }
}
