using System.Text;
using System.Text.Json;
using Google.Protobuf;
using PluginHost.Errors;
using PluginHost.Proto.Runtime.BootstrapV1;

namespace PluginHost.Plugins.Runtime.Shims;

/// <summary>Understands what a shim's <c>start</c> prints: a BootstrapResult, JSON, or just the address.</summary>
internal static class ShimAnswer
{
    private const int LatestVersion = 3;
    private const string Ttrpc = "ttrpc";

    public static ShimEndpoint Parse(ReadOnlySpan<byte> output)
    {
        ShimEndpoint endpoint = TryProtobuf(output) ?? TryJson(output) ?? PlainText(output);
        if (endpoint.Protocol != Ttrpc)
        {
            throw new DaemonException(ErrorKind.Unknown, $"start failed: unexpected protocol: \"{endpoint.Protocol}\"");
        }

        return endpoint.Version is 2 or LatestVersion
            ? endpoint
            : throw DaemonException.NotImplemented($"unsupported shim version ({endpoint.Version})");
    }

    // The first byte of text is printable; of a BootstrapResult it is the tag of the version field.
    private static ShimEndpoint? TryProtobuf(ReadOnlySpan<byte> output)
    {
        if (output.IsEmpty || output[0] >= (byte)' ')
        {
            return null;
        }

        try
        {
            BootstrapResult result = BootstrapResult.Parser.ParseFrom(output);
            return new ShimEndpoint { Version = result.Version, Address = result.Address, Protocol = result.Protocol };
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static ShimEndpoint? TryJson(ReadOnlySpan<byte> output)
    {
        ReadOnlySpan<byte> text = output.Trim(" \t\r\n"u8);
        if (text.IsEmpty || text[0] != (byte)'{')
        {
            return null;
        }

        try
        {
            ShimEndpoint? endpoint = JsonSerializer.Deserialize(text, ShimJson.Default.ShimEndpoint);
            return endpoint is { Version: >= 2 } ? endpoint : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ShimEndpoint PlainText(ReadOnlySpan<byte> output)
    {
        string address = Encoding.UTF8.GetString(output).Trim();
        return address.Length == 0
            ? throw new DaemonException(ErrorKind.Unknown, "start failed: the shim printed no address")
            : new ShimEndpoint { Version = 2, Address = address, Protocol = Ttrpc };
    }
}
