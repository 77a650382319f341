using System.Text;

namespace PluginHost.Plugins.Metadata.Values;

/// <summary>
/// google.protobuf.Any in protobuf bytes: field 1 the type URL, field 2 the value, each left out when empty. Written by hand, because the
/// two fields are all that is needed; fields we do not know are skipped.
/// </summary>
internal static class AnyBytes
{
    private const byte TypeUrlTag = 0x0A;
    private const byte ValueTag = 0x12;

    private const int LengthDelimited = 2;

    /// <summary>The bytes of <paramref name="any"/>.</summary>
    public static byte[] Write(AnyValue any)
    {
        int urlLength = Encoding.UTF8.GetByteCount(any.TypeUrl);
        byte[] buffer = new byte[urlLength + any.Value.Length + (2 * (1 + Varint.MaximumLength))];
        int position = 0;
        if (urlLength > 0)
        {
            buffer[position++] = TypeUrlTag;
            position += Varint.WriteUnsigned(buffer.AsSpan(position), (ulong)urlLength);
            position += Encoding.UTF8.GetBytes(any.TypeUrl, buffer.AsSpan(position));
        }

        if (!any.Value.IsEmpty)
        {
            buffer[position++] = ValueTag;
            position += Varint.WriteUnsigned(buffer.AsSpan(position), (ulong)any.Value.Length);
            any.Value.Span.CopyTo(buffer.AsSpan(position));
            position += any.Value.Length;
        }

        return buffer[..position];
    }

    /// <summary>The value of these bytes; no bytes are the empty value.</summary>
    /// <exception cref="InvalidDataException">Not a protobuf message.</exception>
    public static AnyValue Read(ReadOnlySpan<byte> source)
    {
        string typeUrl = "";
        byte[] value = [];
        while (!source.IsEmpty)
        {
            ulong tag = Varint.ReadUnsigned(ref source);
            switch (tag)
            {
                case TypeUrlTag:
                    typeUrl = Encoding.UTF8.GetString(Field(ref source));
                    break;
                case ValueTag:
                    value = Field(ref source).ToArray();
                    break;
                default:
                    Skip(ref source, tag);
                    break;
            }
        }

        return new AnyValue(typeUrl, value);
    }

    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> source)
    {
        ulong length = Varint.ReadUnsigned(ref source);
        if (length > (ulong)source.Length)
        {
            throw new InvalidDataException($"a field of {length} bytes in a message with {source.Length} left");
        }

        ReadOnlySpan<byte> field = source[..(int)length];
        source = source[(int)length..];
        return field;
    }

    private static void Skip(ref ReadOnlySpan<byte> source, ulong tag)
    {
        int fixedLength = (tag & 7) switch
        {
            0 => 0,
            1 => 8,
            LengthDelimited => 0,
            5 => 4,
            _ => throw new InvalidDataException($"a field with tag {tag} in a google.protobuf.Any"),
        };
        switch (tag & 7)
        {
            case 0:
                Varint.ReadUnsigned(ref source);
                break;
            case LengthDelimited:
                Field(ref source);
                break;
            default:
                source = source.Length >= fixedLength
                    ? source[fixedLength..]
                    : throw new InvalidDataException($"a field of {fixedLength} bytes in a message with {source.Length} left");
                break;
        }
    }
}
