using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace PluginHost.Linux;

/// <summary>
/// File names as strings without loss. A name is any bytes but NUL and the slash; what is UTF-8 becomes the text it is, and each byte
/// <c>0x80+n</c> that is part of no UTF-8 sequence becomes the lone surrogate <c>U+DC80+n</c>, which turns into that byte again.
/// </summary>
public static class PathEncoding
{
    private const char EscapeBase = '\uDC00';
    private const char FirstEscape = '\uDC80';
    private const char LastEscape = '\uDCFF';

    /// <summary>The string for the bytes of a name or path.</summary>
    public static string GetString(ReadOnlySpan<byte> bytes)
        => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Escape(bytes);

    /// <summary>The bytes of a name or path.</summary>
    /// <exception cref="ArgumentException">The text has a lone surrogate that stands for no byte.</exception>
    public static byte[] GetBytes(string text)
    {
        byte[] bytes = new byte[MaxByteCount(text)];

        return bytes[..GetBytes(text, bytes)];
    }

    /// <summary>Writes the bytes of a name or path and returns how many; <see cref="MaxByteCount"/> of them always fit.</summary>
    /// <exception cref="ArgumentException">The text has a lone surrogate that stands for no byte, or the destination is too small.</exception>
    public static int GetBytes(ReadOnlySpan<char> text, Span<byte> destination)
    {
        int written = 0;
        while (true)
        {
            OperationStatus status = Utf8.FromUtf16(text, destination[written..], out int read, out int encoded, replaceInvalidSequences: false);
            written += encoded;
            text = text[read..];
            if (status == OperationStatus.Done)
            {
                return written;
            }

            if (status != OperationStatus.InvalidData || text[0] is < FirstEscape or > LastEscape)
            {
                throw new ArgumentException($"the path {text} has a character that no file name can have", nameof(text));
            }

            destination[written++] = (byte)(text[0] - EscapeBase);
            text = text[1..];
        }
    }

    /// <summary>An upper bound of the number of bytes of a text.</summary>
    public static int MaxByteCount(ReadOnlySpan<char> text) => 3 * text.Length;

    /// <summary>The order of two names by their bytes, as the kernel, tar and Go order them.</summary>
    public static int Compare(string left, string right)
    {
        int length = Math.Min(left.Length, right.Length);
        for (int i = 0; i < length; i++)
        {
            if (left[i] != right[i])
            {
                return left[i] < '\u0080' && right[i] < '\u0080'
                    ? left[i] - right[i]
                    : GetBytes(left).AsSpan().SequenceCompareTo(GetBytes(right));
            }
        }

        return left.Length - right.Length;
    }

    private static string Escape(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length);
        Span<char> pair = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed) == OperationStatus.Done)
            {
                text.Append(pair[..rune.EncodeToUtf16(pair)]);
            }
            else
            {
                foreach (byte stray in bytes[..consumed])
                {
                    text.Append((char)(EscapeBase + stray));
                }
            }

            bytes = bytes[consumed..];
        }

        return text.ToString();
    }
}
