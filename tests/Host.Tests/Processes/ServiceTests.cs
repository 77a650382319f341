using System.Net;
using System.Net.Sockets;
using Google.Protobuf.WellKnownTypes;
using Host.Tests.Support;
using PluginHost.Proto.Services.VersionV1;
using PluginHost.Rpc.Client;

namespace Host.Tests.Processes;

/// <summary>The daemon with its services, through its socket.</summary>
public sealed class ServiceTests : IDisposable
{
    private readonly DaemonSandbox _sandbox = new();

    [Fact]
    public async Task The_version_is_answered()
    {
        await using DaemonProcess daemon = await _sandbox.StartAsync(DaemonSandbox.WithServices);
        using GrpcChannel channel = GrpcChannel.ForAddress(_sandbox.Address);

        VersionResponse version = await new PluginHost.Proto.Services.VersionV1.Version.VersionClient(channel).VersionAsync(new Empty());

        Assert.Equal("1.6.20+pluginhost.0.1.0", version.Version);
    }

    [Fact]
    public async Task Plugins_ls_shows_what_came_up_and_what_did_not()
    {
        _sandbox.Plugins.AddFile("Acme.Things").AddText("nonsense.dll", "this is text");
        await using DaemonProcess daemon = await _sandbox.StartAsync(DaemonSandbox.WithServices);

        ProgramRun run = await ProgramRun.OfAsync("--address", _sandbox.Address, "plugins", "ls");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[][] rows = [.. run.Output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Assert.Equal(["TYPE", "ID", "PLATFORMS", "STATUS"], rows[0]);
        Assert.Contains(rows, row => row is ["io.containerd.grpc.v1", "version", "-", "ok"]);
        Assert.Contains(rows, row => row is ["io.acme.thing.v1", "alpha", "-", "ok"]);
        Assert.Contains(rows, row => row is ["io.acme.thing.v1", "broken", "-", "error"]);
        Assert.Contains(rows, row => row is ["io.acme.thing.v1", "skipped", "-", "skip"]);
        Assert.Contains(rows, row => row is ["io.pluginhost.assembly.v1", "nonsense.dll", "-", "error"]);
        Assert.Contains(rows, row => row is ["io.containerd.server.v1", "grpc", "-", "ok"]);
    }

    [Fact]
    public async Task Plugins_ls_in_detail_shows_the_error()
    {
        _sandbox.Plugins.AddFile("Acme.Things");
        await using DaemonProcess daemon = await _sandbox.StartAsync(DaemonSandbox.WithServices);

        ProgramRun run = await ProgramRun.OfAsync("--address", _sandbox.Address, "plugins", "ls", "-d", "id==broken");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Type:        io.acme.thing.v1\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("tried    yes\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("Code:        Unknown\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("Message:     the thing is broken\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plugins_ls_without_a_daemon_says_so()
    {
        ProgramRun run = await ProgramRun.OfAsync("--address", _sandbox.Address, "plugins", "ls");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"pluginhost: {_sandbox.Address}: ", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("; is the daemon running?\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_is_published()
    {
        await using DaemonProcess daemon = await _sandbox.StartAsync(DaemonSandbox.WithServices);

        ProgramRun run = await ProgramRun.OfAsync("--address", _sandbox.Address, "publish", "--namespace", "n1", "--topic", "/acme/happened");

        Assert.Equal(new ProgramRun(0, "", ""), run);
    }

    [Fact]
    public async Task An_event_needs_a_topic()
    {
        ProgramRun run = await ProgramRun.OfAsync("--address", _sandbox.Address, "publish", "--namespace", "n1");

        Assert.Equal(new ProgramRun(1, "", "pluginhost: topic required to publish event: invalid argument\n"), run);
    }

    [Fact]
    public async Task What_is_no_event_is_not_published()
    {
        ProgramRun run = await ProgramRun.OfProgramAsync(
            ProgramRun.ProgramPath, "\nxx", "--address", _sandbox.Address, "publish", "--namespace", "n1", "--topic", "/t");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("pluginhost: the standard input is no event (google.protobuf.Any): ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_are_counted()
    {
        string address = FreeAddress();
        _sandbox.Configure(
            $"version = 4\n[plugins.'io.containerd.server.v1.metrics']\naddress = '{address}'\n"
            + "[plugins.'io.containerd.metrics.v1.grpc-prometheus']\ngrpc_histogram = true");
        await using DaemonProcess daemon = await _sandbox.StartAsync(DaemonSandbox.WithServices);
        await ProgramRun.OfAsync("--address", _sandbox.Address, "plugins", "ls");
        using HttpClient client = new();

        string[] lines = (await client.GetStringAsync(new Uri($"http://{address}/v1/metrics"))).Split('\n');

        const string Labels = "grpc_method=\"Plugins\",grpc_service=\"containerd.services.introspection.v1.Introspection\",grpc_type=\"unary\"";
        Assert.Contains($"grpc_server_started_total{{{Labels}}} 1", lines);
        Assert.Contains($"grpc_server_handled_total{{grpc_code=\"OK\",{Labels}}} 1", lines);
        Assert.Contains($"grpc_server_handling_seconds_count{{{Labels}}} 1", lines);
    }

    [Fact]
    public async Task The_service_manager_is_told()
    {
        string path = _sandbox.In("notify.sock");
        using Socket manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(path));
        await using DaemonProcess daemon = DaemonProcess.Launch(ProgramRun.ProgramPath, _sandbox.Arguments(), ("NOTIFY_SOCKET", path));

        Assert.Equal("READY=1", await ReceiveAsync(manager));
        Assert.Equal(0, await daemon.StopAsync());
        Assert.Equal("STOPPING=1", await ReceiveAsync(manager));
    }

    public void Dispose() => _sandbox.Dispose();

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        byte[] buffer = new byte[100];
        int length = await socket.ReceiveAsync(buffer, limit.Token);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static string FreeAddress()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return probe.LocalEndpoint.ToString()!;
    }
}
