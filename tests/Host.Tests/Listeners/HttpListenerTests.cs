using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Host.Tests.Support;
using PluginHost.Host;
using PluginHost.Host.Listeners;
using PluginHost.Host.Plugins;
using PluginHost.Metrics;
using PluginHost.Plugins;

namespace Host.Tests.Listeners;

public sealed class HttpListenerTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly CapturedLog _log = new();

    [Fact]
    public async Task The_debug_server_tells_the_daemons_variables_on_a_unix_socket()
    {
        string path = _directory.In("debug.sock");
        await using DebugListener listener = new(
            new DebugConfig { Address = path, Uid = PluginHost.Linux.LibC.GetEffectiveUid(), Gid = PluginHost.Linux.LibC.GetEffectiveGid() }, _log.Logger);
        await listener.StartAsync(CancellationToken.None);
        using HttpClient client = new(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });

        using JsonDocument variables = JsonDocument.Parse(await client.GetStringAsync(new Uri("http://localhost/debug/vars")));
        using HttpResponseMessage unknown = await client.GetAsync(new Uri("http://localhost/other"));

        Assert.NotEmpty(variables.RootElement.GetProperty("cmdline").EnumerateArray());
        Assert.True(variables.RootElement.GetProperty("memstats").GetProperty("Alloc").GetInt64() > 0);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task The_metrics_server_tells_build_process_and_what_meters_measure()
    {
        string address = FreeAddress();
        await using MetricsListener listener = new(new MetricsConfig { Address = address }, new DaemonVersion("1.2.3", "abc"), new PluginSet(), _log.Logger);
        await listener.StartAsync(CancellationToken.None);
        using Meter meter = new("PluginHost.Tests");
        Counter<long> counter = meter.CreateCounter<long>("tests_total", null, "Tests that ran.");
        counter.Add(2, new KeyValuePair<string, object?>("kind", "a \"quoted\" one"));
        counter.Add(3, new KeyValuePair<string, object?>("kind", "a \"quoted\" one"));
        meter.CreateHistogram<double>("tests_seconds").Record(0.3);
        meter.CreateHistogram(
            "tests_fine_seconds", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.002] }).Record(0.0015);
        meter.CreateObservableGauge("tests_running", () => 7);
        using HttpClient client = new();

        string[] lines = (await client.GetStringAsync(new Uri($"http://{address}/v1/metrics"))).Split('\n');

        Assert.Contains("containerd_build_info_total{version=\"1.2.3\",revision=\"abc\"} 1", lines);
        Assert.Contains(lines, line => line.StartsWith("process_open_fds ", StringComparison.Ordinal));
        Assert.Contains("# HELP tests_total Tests that ran.", lines);
        Assert.Contains("# TYPE tests_total counter", lines);
        Assert.Contains("tests_total{kind=\"a \\\"quoted\\\" one\"} 5", lines);
        Assert.Contains("tests_seconds_bucket{le=\"0.25\"} 0", lines);
        Assert.Contains("tests_seconds_bucket{le=\"0.5\"} 1", lines);
        Assert.Contains("tests_seconds_bucket{le=\"+Inf\"} 1", lines);
        Assert.Contains("tests_seconds_count 1", lines);
        Assert.Contains("tests_running 7", lines);
        Assert.Equal(
            ["tests_fine_seconds_bucket{le=\"0.001\"} 0", "tests_fine_seconds_bucket{le=\"0.002\"} 1", "tests_fine_seconds_bucket{le=\"+Inf\"} 1"],
            lines.Where(line => line.StartsWith("tests_fine_seconds_bucket", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_metrics_server_tells_what_plugins_know_and_leaves_out_one_that_fails()
    {
        MetricFamily first = new("acme_things", MetricKind.Gauge, "Things.", [new MetricValue([new("kind", "a")], 1.5)]);
        PluginSet plugins = new();
        plugins.Add(Entry("acme.one.v1", new Source(() => [first])));
        plugins.Add(Entry("acme.two.v1", new Source(() => throw new InvalidOperationException("no idea"))));
        plugins.Add(Entry("acme.three.v1", new Source(() => [first with { Samples = [new MetricValue([new("kind", "b")], 2)] }])));
        plugins.Add(Entry("acme.four.v1", new object()));
        string address = FreeAddress();
        await using MetricsListener listener = new(new MetricsConfig { Address = address }, new DaemonVersion("1", ""), plugins, _log.Logger);
        await listener.StartAsync(CancellationToken.None);
        using HttpClient client = new();

        string text = await client.GetStringAsync(new Uri($"http://{address}/v1/metrics"));

        Assert.Contains(
            "# HELP acme_things Things.\n# TYPE acme_things gauge\nacme_things{kind=\"a\"} 1.5\nacme_things{kind=\"b\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("no metrics of plugin", _log.Text, StringComparison.Ordinal);
        Assert.Contains("acme.two.v1.x", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_is_an_error_that_names_the_listener()
    {
        string address = FreeAddress();
        await using MetricsListener first = new(new MetricsConfig { Address = address }, new DaemonVersion("1", ""), new PluginSet(), _log.Logger);
        await using MetricsListener second = new(new MetricsConfig { Address = address }, new DaemonVersion("1", ""), new PluginSet(), _log.Logger);
        await first.StartAsync(CancellationToken.None);

        StartException error = await Assert.ThrowsAsync<StartException>(() => second.StartAsync(CancellationToken.None));

        Assert.StartsWith("failed to get listener for metrics endpoint: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(address, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", "listen tcp: address nowhere: missing port in address")]
    [InlineData("example.invalid:80", "listen tcp: address example.invalid:80: the host must be an IP address or localhost")]
    public void An_address_that_is_none_is_refused(string address, string message)
        => Assert.Equal(message, Assert.Throws<StartException>(() => TcpAddress.Parse(address)).Message);

    [Theory]
    [InlineData("127.0.0.1:80", "127.0.0.1:80")]
    [InlineData("[::1]:80", "[::1]:80")]
    [InlineData("localhost:80", "127.0.0.1:80")]
    [InlineData(":80", "[::]:80")]
    public void An_address_is_read_as_Go_writes_it(string address, string endPoint) => Assert.Equal(endPoint, TcpAddress.Parse(address).ToString());

    public void Dispose()
    {
        _directory.Dispose();
        _log.Dispose();
    }

    private static PluginEntry Entry(string type, object instance) => new(new PluginStatus { Type = type, Id = "x" }, instance);

    private sealed class Source(Func<IReadOnlyList<MetricFamily>> collect) : IMetricSource
    {
        public Task<IReadOnlyList<MetricFamily>> CollectAsync(CancellationToken cancellationToken) => Task.FromResult(collect());
    }

    private static string FreeAddress()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return probe.LocalEndpoint.ToString()!;
    }
}
