using System.Net.Sockets;
using System.Text;

namespace PluginHost.Linux;

/// <summary>Tells the service manager how the daemon is (sd_notify(3)).</summary>
/// <param name="address">The value of <c>NOTIFY_SOCKET</c>: a path, or <c>@</c> and an abstract name. Without one nothing is sent.</param>
public sealed class SdNotify(string? address)
{
    /// <summary>The environment variable that has the address.</summary>
    public const string AddressVariable = "NOTIFY_SOCKET";

    /// <summary>Start-up is complete. Whether somebody was told.</summary>
    /// <exception cref="SocketException">The manager can't be reached.</exception>
    public bool Ready() => Send("READY=1");

    /// <summary>The daemon begins to stop. Whether somebody was told.</summary>
    /// <exception cref="SocketException">The manager can't be reached.</exception>
    public bool Stopping() => Send("STOPPING=1");

    /// <summary>A line for <c>systemctl status</c>. Whether somebody was told.</summary>
    /// <exception cref="SocketException">The manager can't be reached.</exception>
    public bool Status(string text) => Send($"STATUS={text.ReplaceLineEndings(" ")}");

    private bool Send(string state)
    {
        if (string.IsNullOrEmpty(address))
        {
            return false;
        }

        using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        UnixDomainSocketEndPoint manager = new(address[0] == '@' ? $"\0{address[1..]}" : address);
        _ = socket.SendTo(Encoding.UTF8.GetBytes(state), manager);

        return true;
    }
}
