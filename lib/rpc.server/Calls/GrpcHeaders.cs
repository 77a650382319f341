using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace PluginHost.Rpc.Server.Calls;

using Metadata = Grpc.Core.Metadata;

/// <summary>Metadata as HTTP headers (gRPC over HTTP/2, Custom-Metadata) and the percent encoding of messages.</summary>
internal static class GrpcHeaders
{
    private const string Upper = "0123456789ABCDEF";

    /// <summary>The metadata among the headers of a request: neither pseudo headers nor those of the protocol itself.</summary>
    public static Metadata Received(IHeaderDictionary headers)
    {
        Metadata metadata = [];
        foreach ((string name, StringValues values) in headers)
        {
            string key = name.ToLowerInvariant();
            if (IsOfTheProtocol(key) || !Metadata.Entry.IsKey(key))
            {
                continue;
            }

            foreach (string? value in values)
            {
                Add(metadata, key, value ?? "");
            }
        }

        return metadata.Freeze();
    }

    /// <summary>Puts metadata among the headers of a response.</summary>
    public static void Append(IHeaderDictionary headers, Metadata metadata)
    {
        foreach (Metadata.Entry entry in metadata)
        {
            headers.Append(entry.Key, entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes).TrimEnd('=') : entry.Value);
        }
    }

    /// <summary>A status message as a header value: UTF-8, everything but printable ASCII percent-encoded.</summary>
    public static string Encode(string message)
    {
        bool plain = true;
        foreach (char c in message)
        {
            plain &= c is >= ' ' and <= '~' and not '%';
        }

        if (plain)
        {
            return message;
        }

        StringBuilder encoded = new(message.Length + 16);
        foreach (byte b in Encoding.UTF8.GetBytes(message))
        {
            if (b is >= (byte)' ' and <= (byte)'~' and not (byte)'%')
            {
                encoded.Append((char)b);
            }
            else
            {
                encoded.Append('%').Append(Upper[b >> 4]).Append(Upper[b & 15]);
            }
        }

        return encoded.ToString();
    }

    private static bool IsOfTheProtocol(string key)
        => key[0] == ':' || key.StartsWith("grpc-", StringComparison.Ordinal) || key is "te" or "content-type" or "host" or "content-length";

    private static void Add(Metadata metadata, string key, string value)
    {
        if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal))
        {
            metadata.Add(Metadata.Entry.Received(key, value));
            return;
        }

        foreach (string part in value.Split(','))
        {
            string padded = part.Trim().PadRight((part.Trim().Length + 3) / 4 * 4, '=');
            byte[] bytes = new byte[padded.Length];
            if (Convert.TryFromBase64String(padded, bytes, out int count))
            {
                metadata.Add(Metadata.Entry.Received(key, bytes[..count]));
            }
        }
    }
}
