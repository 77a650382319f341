using System.Net.Sockets;
using System.Text;

namespace Linux.Tests;

public sealed class SocketTests
{
    [Fact]
    public async Task The_peer_of_a_unix_socket_is_known()
    {
        using TempDirectory temp = new();
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(temp.At("socket")));
        listener.Listen();
        using Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(temp.At("socket")));
        using Socket server = await listener.AcceptAsync();

        Assert.Equal(new PeerCredentials(Environment.ProcessId, LibC.GetEffectiveUid(), LibC.GetEffectiveGid()), PeerCredentials.Of(server));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_service_manager_is_told(bool isAbstract)
    {
        using TempDirectory temp = new();
        string path = temp.At("notify");
        using Socket manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(isAbstract ? $"\0{path}" : path));
        manager.ReceiveTimeout = 30_000;
        SdNotify notify = new(isAbstract ? $"@{path}" : path);

        Assert.True(notify.Ready());
        Assert.True(notify.Status("two\nlines"));
        Assert.True(notify.Stopping());

        Assert.Equal(["READY=1", "STATUS=two lines", "STOPPING=1"], [Receive(manager), Receive(manager), Receive(manager)]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_service_manager_nobody_is_told(string? address)
        => Assert.False(new SdNotify(address).Ready());

    private static string Receive(Socket socket)
    {
        byte[] buffer = new byte[100];

        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
