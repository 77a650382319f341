using System.Globalization;
using System.Net;

namespace PluginHost.Host.Listeners;

/// <summary>TCP addresses as Go writes them: <c>127.0.0.1:1338</c>, <c>[::1]:80</c>, <c>localhost:80</c>, <c>:80</c>.</summary>
internal static class TcpAddress
{
    /// <exception cref="StartException">The text is no address of this machine.</exception>
    public static IPEndPoint Parse(string address)
    {
        int colon = address.LastIndexOf(':');
        string host = colon < 0 ? address : address[..colon].Trim('[', ']');
        if (colon < 0 || !ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            throw new StartException($"listen tcp: address {address}: missing port in address");
        }

        IPAddress? ip = host switch
        {
            "" => IPAddress.IPv6Any,
            "localhost" => IPAddress.Loopback,
            _ => IPAddress.TryParse(host, out IPAddress? parsed) ? parsed : null,
        };
        return ip is null
            ? throw new StartException($"listen tcp: address {address}: the host must be an IP address or localhost")
            : new IPEndPoint(ip, port);
    }
}
