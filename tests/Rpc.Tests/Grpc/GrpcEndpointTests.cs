using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using PluginHost.Errors;
using PluginHost.Rpc.Client;
using PluginHost.Rpc.Server;
using PluginHost.Rpc.Ttrpc;
using Rpc.Tests.Protocol;
using Rpc.Tests.Support;
using Xunit;

namespace Rpc.Tests.GrpcHttp;

/// <summary>Where servers listen, and the services that come and go on them.</summary>
public sealed class GrpcEndpointTests
{
    private static readonly PeerCredentials Self = PeerCredentials.OfThisProcess();

    [Fact]
    public async Task A_unix_socket_has_its_mode_and_its_missing_directory_is_made()
    {
        using TemporaryDirectory directory = new();
        string path = Path.Combine(directory.Path, "run", "s");
        await using GrpcServer server = Server(new UnixEndpoint(path, Self.UserId, Self.GroupId));

        await server.StartAsync(CancellationToken.None);

        const UnixFileMode Expected = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        Assert.Equal(Expected, File.GetUnixFileMode(path));
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.GetDirectoryName(path)!) & (UnixFileMode)7);
        Assert.Equal(2, await SayAsync(GrpcChannel.ForAddress(path), 2));
    }

    [Fact]
    public async Task A_stale_socket_is_replaced_and_one_that_is_served_is_not()
    {
        using TemporaryDirectory directory = new();
        string path = directory.File("s");
        await File.WriteAllTextAsync(path, "stale");
        await using GrpcServer server = Server(new UnixEndpoint(path, Self.UserId, Self.GroupId));
        await server.StartAsync(CancellationToken.None);
        await using GrpcServer second = Server(new UnixEndpoint(path, Self.UserId, Self.GroupId));

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(() => second.StartAsync(CancellationToken.None));
        await second.DisposeAsync();

        Assert.Equal(ErrorKind.AlreadyExists, error.Kind);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Equal(2, await SayAsync(GrpcChannel.ForAddress(path), 2));
    }

    [Theory]
    [InlineData(105)]
    [InlineData(200)]
    public void A_path_that_is_too_long_is_refused(int length)
    {
        string path = "/" + new string('p', length - 1);

        DaemonException error = Assert.Throws<DaemonException>(() => Server(new UnixEndpoint(path, 0, 0)));

        Assert.Equal($"\"{path}\": unix socket path too long (> 104)", error.Message);
    }

    [Fact]
    public async Task A_tcp_port_is_served_and_a_taken_one_is_named()
    {
        await using GrpcServer server = Server(new TcpEndpoint(new IPEndPoint(IPAddress.Loopback, 0), null));
        await server.StartAsync(CancellationToken.None);
        IPEndPoint address = (IPEndPoint)server.LocalAddress!;
        await using GrpcServer second = Server(new TcpEndpoint(address, null));

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(() => second.StartAsync(CancellationToken.None));

        Assert.Equal(4, await SayAsync(GrpcChannel.ForAddress($"http://{address}"), 4));
        Assert.StartsWith($"listen on {address}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_is_served_on_tcp()
    {
        using X509Certificate2 certificate = Certificate("localhost");
        await using GrpcServer server = Server(new TcpEndpoint(
            new IPEndPoint(IPAddress.Loopback, 0), new SslServerAuthenticationOptions { ServerCertificate = certificate }));
        await server.StartAsync(CancellationToken.None);

        Assert.Equal(5, await SayAsync(TlsChannel(server, certificate, null), 5));
    }

    [Fact]
    public async Task A_client_without_the_demanded_certificate_is_refused_and_one_with_it_is_served()
    {
        using X509Certificate2 certificate = Certificate("localhost");
        using X509Certificate2 client = Certificate("client");
        X509ChainPolicy trust = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(client);
        await using GrpcServer server = Server(new TcpEndpoint(
            new IPEndPoint(IPAddress.Loopback, 0),
            new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ClientCertificateRequired = true,
                CertificateChainPolicy = trust,
            }));
        await server.StartAsync(CancellationToken.None);

        RpcException error = await Assert.ThrowsAsync<RpcException>(() => SayAsync(TlsChannel(server, certificate, null), 1));

        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.Equal(6, await SayAsync(TlsChannel(server, certificate, client), 6));
    }

    [Fact]
    public async Task Services_come_and_go_while_the_server_runs()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync();
        ServerServiceDefinition definition = Partial.BindService(new PartialService());
        Partial.PartialClient client = new(pair.Channel());
        async Task<string> DetailAsync()
            => (await Assert.ThrowsAsync<RpcException>(() => client.DoAsync(new Note()).ResponseAsync.InTime())).Status.Detail;

        Assert.Equal("unknown service rpc.test.Partial", await DetailAsync());
        pair.Server.AddService(definition);
        Assert.Equal("method Do not implemented", await DetailAsync());
        Assert.Contains(pair.Server.Methods, method => method.FullName == "/rpc.test.Partial/Do");
        Assert.Throws<InvalidOperationException>(() => pair.Server.AddService(Partial.BindService(new PartialService())));
        Assert.True(pair.Server.RemoveService(definition));
        Assert.False(pair.Server.RemoveService(definition));
        Assert.Equal("unknown service rpc.test.Partial", await DetailAsync());
    }

    [Fact]
    public async Task A_server_that_was_never_started_can_be_disposed_twice()
    {
        using TemporaryDirectory directory = new();
        GrpcServer server = Server(new UnixEndpoint(directory.File("s"), Self.UserId, Self.GroupId));

        await server.DisposeAsync();
        await server.DisposeAsync();

        Assert.False(File.Exists(directory.File("s")));
    }

    private static GrpcServer Server(GrpcEndpoint endpoint)
    {
        GrpcServer server = new(endpoint, new GrpcServerOptions(), new RecordingLogger());
        server.AddService(new EchoService().Bind());
        return server;
    }

    private static async Task<int> SayAsync(GrpcChannel channel, int number)
    {
        using (channel)
        {
            return (await new Echo.EchoClient(channel).SayAsync(new Note { Number = number }).ResponseAsync.InTime()).Number;
        }
    }

    private static GrpcChannel TlsChannel(GrpcServer server, X509Certificate2 trusted, X509Certificate2? client)
        => GrpcChannel.ForAddress($"https://localhost:{((IPEndPoint)server.LocalAddress!).Port}", new GrpcChannelOptions
        {
            Tls = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Equals(trusted),
                ClientCertificates = client is null ? null : [client],
            },
        });

    private static X509Certificate2 Certificate(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 pem = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    private sealed class PartialService : Partial.PartialBase;
}
