using System.Buffers.Text;

namespace PluginHost.Rpc.Protocol;

using Metadata = Grpc.Core.Metadata;

/// <summary>Metadata as HTTP headers: text as it is, bytes in base64, several values of a name as several headers or parted by commas.</summary>
internal static class GrpcMetadata
{
    private const char FirstVisible = ' ';
    private const char LastVisible = '~';

    /// <summary>Whether a received header is metadata, and no part of the protocol.</summary>
    public static bool IsMetadata(string lowerName) => lowerName switch
    {
        "content-type" or "te" or "content-length" or "host" or "date" or "server" or "transfer-encoding" => false,
        GrpcHeaders.Status or GrpcHeaders.Message => false,
        GrpcHeaders.Timeout or GrpcHeaders.Encoding or GrpcHeaders.AcceptEncoding => false,
        _ => Metadata.Entry.IsKey(lowerName),
    };

    /// <summary>Adds a received header; bytes that are no base64 are left out.</summary>
    public static void AddReceived(Metadata metadata, string lowerName, string? value)
    {
        string text = value ?? "";
        if (!lowerName.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal))
        {
            metadata.Add(Metadata.Entry.Received(lowerName, text));
            return;
        }

        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (TryDecode(part, out byte[] bytes))
            {
                metadata.Add(Metadata.Entry.Received(lowerName, bytes));
            }
        }
    }

    /// <summary>The header value of an entry.</summary>
    /// <exception cref="ArgumentException">A text with other characters than printable ASCII.</exception>
    public static string ToHeader(Metadata.Entry entry)
    {
        if (entry.IsBinary)
        {
            return Convert.ToBase64String(entry.ValueBytes).TrimEnd('=');
        }

        foreach (char c in entry.Value)
        {
            if (c is < FirstVisible or > LastVisible)
            {
                throw new ArgumentException(
                    $"metadata \"{entry.Key}\": a text has printable ASCII characters only: use a name that ends in -bin for other values");
            }
        }

        return entry.Value;
    }

    private static bool TryDecode(string base64, out byte[] bytes)
    {
        string padded = base64.TrimEnd('=');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(padded.Length)];
        if (!Convert.TryFromBase64String(padded, bytes, out int written))
        {
            return false;
        }

        bytes = bytes[..written];
        return true;
    }
}
