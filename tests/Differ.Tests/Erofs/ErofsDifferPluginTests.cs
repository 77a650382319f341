using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Errors;
using PluginHost.Plugins;
using PluginHost.Plugins.ErofsDiffer;
using PluginHost.Testing;

namespace Differ.Tests.Erofs;

public sealed class ErofsDifferPluginTests : IDisposable
{
    private readonly ScratchDirectory _work = new();

    [Fact]
    public void A_program_that_reads_archives_makes_the_differ()
    {
        InitContext context = Context(new ErofsDifferConfig());

        Assert.NotNull(ErofsDifferPlugin.Start(context, Program("echo ' --tar=X  generate from tarball'")));

        Assert.Equal("linux", Assert.Single(context.Meta.Platforms).Os);
        Registration registration = Assert.Single(new ErofsDifferPlugin().Registrations);
        Assert.Equal("io.containerd.differ.v1.erofs", registration.Uri);
        Assert.Equal(["io.containerd.metadata.v1"], registration.Requires);
    }

    [Fact]
    public void An_older_program_skips_it_in_containerds_words()
        => Assert.Equal(
            "mkfs.erofs does not support tar mode (--tar option), disabling erofs differ: skip plugin",
            Assert.Throws<SkipPluginException>(() => ErofsDifferPlugin.Start(Context(new ErofsDifferConfig()), Program("echo usage"))).Message);

    [Fact]
    public void Without_the_program_it_is_skipped()
        => Assert.StartsWith(
            "failed to check mkfs.erofs availability: ",
            Assert.Throws<SkipPluginException>(() => ErofsDifferPlugin.Start(Context(new ErofsDifferConfig()), _work.At("none"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void What_is_not_served_is_an_error_and_not_left_out()
    {
        DaemonException error = Assert.Throws<DaemonException>(
            () => ErofsDifferPlugin.Start(Context(new ErofsDifferConfig { EnableDmverity = true }), Program("echo --tar=X")));

        Assert.Contains("enable_dmverity", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _work.Dispose();

    private string Program(string script) => Script.Write(_work.At("mkfs"), script);

    private InitContext Context(ErofsDifferConfig config) => new()
    {
        Config = config,
        RootDirectory = _work.At("root"),
        StateDirectory = _work.At("state"),
        DaemonRoot = _work.At("root"),
        DaemonState = _work.At("state"),
        GrpcAddress = _work.At("grpc.sock"),
        TtrpcAddress = _work.At("ttrpc.sock"),
        Version = new DaemonVersion("1.6.20", "test"),
        Logger = NullLogger.Instance,
        Plugins = null!,
        Timeouts = null!,
        Clock = TimeProvider.System,
        Stopping = CancellationToken.None,
        RegisterReadiness = static () => throw new NotSupportedException("a differ is ready at once"),
    };
}
