using System.Globalization;
using System.Text;

namespace PluginHost.Shim.Stdio;

/// <summary>Where a stream goes: a path, or <c>scheme:///path?key=value&amp;...</c>.</summary>
/// <param name="Scheme">Small letters; <c>fifo</c> for a path alone.</param>
/// <param name="Path">The path.</param>
/// <param name="Query">Keys with their first values, in their order.</param>
internal sealed record StreamUri(string Scheme, string Path, IReadOnlyList<KeyValuePair<string, string>> Query)
{
    /// <summary>Reads one.</summary>
    public static StreamUri Parse(string text)
    {
        int colon = text.IndexOf("://", StringComparison.Ordinal);
        if (colon <= 0)
        {
            return new StreamUri("fifo", text, []);
        }

        string scheme = text[..colon].ToLowerInvariant();
        string rest = text[(colon + 3)..];
        int question = rest.IndexOf('?', StringComparison.Ordinal);
        string path = question < 0 ? rest : rest[..question];

        return new StreamUri(scheme, Decode(path, plusIsBlank: false), question < 0 ? [] : ParseQuery(rest[(question + 1)..]));
    }

    private static List<KeyValuePair<string, string>> ParseQuery(string query)
    {
        List<KeyValuePair<string, string>> pairs = [];
        foreach (string part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string key = Decode(equals < 0 ? part : part[..equals], plusIsBlank: true);
            if (pairs.TrueForAll(pair => pair.Key != key))
            {
                pairs.Add(new(key, equals < 0 ? string.Empty : Decode(part[(equals + 1)..], plusIsBlank: true)));
            }
        }

        return pairs;
    }

    private static string Decode(string text, bool plusIsBlank)
    {
        List<byte> bytes = [];
        byte[] raw = Encoding.UTF8.GetBytes(text);
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '%' && i + 2 < raw.Length
                && byte.TryParse(raw.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                bytes.Add(plusIsBlank && raw[i] == '+' ? (byte)' ' : raw[i]);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
