using System.Text;

namespace PluginHost.Rpc.Protocol;

/// <summary>The header <c>grpc-message</c>: UTF-8 in which all but printable ASCII, and the percent sign, is written as <c>%XX</c>.</summary>
internal static class GrpcMessageText
{
    private const char FirstPlain = ' ';
    private const char LastPlain = '~';

    public static string Encode(string text)
    {
        if (IsPlain(text))
        {
            return text;
        }

        StringBuilder encoded = new(text.Length + 16);
        foreach (byte one in Encoding.UTF8.GetBytes(text))
        {
            if (one is >= (byte)FirstPlain and <= (byte)LastPlain and not (byte)'%')
            {
                encoded.Append((char)one);
            }
            else
            {
                encoded.Append('%').Append(Convert.ToHexString([one]));
            }
        }

        return encoded.ToString();
    }

    /// <summary>The text; a percent sign that no two hexadecimal digits follow stands for itself.</summary>
    public static string Decode(string header)
    {
        if (!header.Contains('%', StringComparison.Ordinal))
        {
            return header;
        }

        List<byte> bytes = new(header.Length);
        for (int i = 0; i < header.Length; i++)
        {
            if (header[i] == '%' && i + 2 < header.Length && char.IsAsciiHexDigit(header[i + 1]) && char.IsAsciiHexDigit(header[i + 2]))
            {
                bytes.Add(Convert.FromHexString(header.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(header, i, 1));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static bool IsPlain(string text)
    {
        foreach (char c in text)
        {
            if (c is < FirstPlain or > LastPlain or '%')
            {
                return false;
            }
        }

        return true;
    }
}
