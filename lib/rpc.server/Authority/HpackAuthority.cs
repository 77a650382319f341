using System.Text;

namespace PluginHost.Rpc.Server.Authority;

/// <summary>
/// Finds the literal <c>:authority</c> in a header block (RFC 7541, section 6) without decoding the block, and replaces it. The
/// replacement is never longer than what the client wrote: the entry that it may make in the dynamic table is then not larger than the
/// client believes, so nothing is evicted here that the client still refers to.
/// </summary>
internal static class HpackAuthority
{
    private const string Name = ":authority";
    private const int StaticIndex = 1;
    private const byte HuffmanFlag = 0x80;
    private const int LongestCodeBits = 30;

    private static ReadOnlySpan<byte> Replacement => "localhost"u8;

    /// <summary>The block with an authority that every HTTP server takes; null when it has such a one, none, or is malformed.</summary>
    public static byte[]? Replaced(ReadOnlySpan<byte> block)
    {
        int at = 0;
        while (at < block.Length)
        {
            if (!TrySkipName(block, ref at, out bool hasValue, out bool isAuthority))
            {
                return null;
            }

            if (!hasValue)
            {
                continue;
            }

            int valueAt = at;
            if (!TryString(block, ref at, out bool huffman, out ReadOnlySpan<byte> value))
            {
                return null;
            }

            if (isAuthority)
            {
                return IsPlain(huffman ? HpackStrings.Decode(value) : Encoding.Latin1.GetString(value))
                    ? null
                    : Replace(block, valueAt, at, huffman, value.Length);
            }
        }

        return null;
    }

    // Letters, digits, dots, dashes and underscores, with a port or without: what no server refuses.
    private static bool IsPlain(string? authority)
    {
        if (authority is null)
        {
            return false;
        }

        ReadOnlySpan<char> host = authority;
        int colon = host.IndexOf(':');
        if (colon >= 0)
        {
            ReadOnlySpan<char> port = host[(colon + 1)..];
            if (colon == 0 || port.IsEmpty || port.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }

            host = host[..colon];
        }

        foreach (char c in host)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))
            {
                return false;
            }
        }

        return true;
    }

    private static byte[] Replace(ReadOnlySpan<byte> block, int start, int end, bool huffman, int encodedLength)
    {
        // The shortest text that a Huffman string of this length can stand for; up to seven bits are padding.
        int length = huffman ? Math.Max(1, ((encodedLength * 8) - 7) / LongestCodeBits) : encodedLength;
        ReadOnlySpan<byte> value = Replacement[..Math.Min(length, Replacement.Length)];
        return [.. block[..start], (byte)value.Length, .. value, .. block[end..]];
    }

    private static bool TrySkipName(ReadOnlySpan<byte> block, ref int at, out bool hasValue, out bool isAuthority)
    {
        byte first = block[at];
        hasValue = false;
        isAuthority = false;
        if ((first & 0x80) != 0)
        {
            // Indexed: name and value are in a table.
            return TryInteger(block, ref at, 7, out _);
        }

        if ((first & 0xe0) == 0x20)
        {
            // A new size of the dynamic table.
            return TryInteger(block, ref at, 5, out _);
        }

        hasValue = true;
        int prefix = (first & 0x40) != 0 ? 6 : 4;
        if (!TryInteger(block, ref at, prefix, out int index))
        {
            return false;
        }

        if (index != 0)
        {
            isAuthority = index == StaticIndex;
            return true;
        }

        if (!TryString(block, ref at, out bool huffman, out ReadOnlySpan<byte> name))
        {
            return false;
        }

        isAuthority = (huffman ? HpackStrings.Decode(name) : Encoding.Latin1.GetString(name)) == Name;
        return true;
    }

    private static bool TryString(ReadOnlySpan<byte> block, ref int at, out bool huffman, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        huffman = at < block.Length && (block[at] & HuffmanFlag) != 0;
        if (!TryInteger(block, ref at, 7, out int length) || length > block.Length - at)
        {
            return false;
        }

        bytes = block.Slice(at, length);
        at += length;
        return true;
    }

    private static bool TryInteger(ReadOnlySpan<byte> block, ref int at, int prefixBits, out int value)
    {
        value = 0;
        if (at >= block.Length)
        {
            return false;
        }

        int mask = (1 << prefixBits) - 1;
        value = block[at++] & mask;
        if (value < mask)
        {
            return true;
        }

        for (int shift = 0; shift <= 21 && at < block.Length; shift += 7)
        {
            byte next = block[at++];
            value += (next & 0x7f) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
