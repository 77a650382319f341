using Host.Tests.Support;
using PluginHost.Linux;

namespace Host.Tests.Processes;

/// <summary>The daemon as a process: start, stop, signals.</summary>
public sealed class StartTests : IDisposable
{
    private readonly DaemonSandbox _sandbox = new();

    [Fact]
    public async Task A_dropped_assembly_is_served_and_closed_in_order_on_TERM()
    {
        _sandbox.Plugins.AddFile("Acme.Things");
        await using DaemonProcess daemon = await _sandbox.StartAsync();

        int code = await daemon.StopAsync();

        Assert.Equal(0, code);
        Assert.StartsWith("io.acme.thing.v1.alpha\tok", _sandbox.Row("io.acme.thing.v1.alpha"), StringComparison.Ordinal);
        string[] gone = [.. daemon.Seen
            .Where(line => line.Contains("a thing is gone", StringComparison.Ordinal))
            .Select(line => line.Split(' ').Single(word => word.StartsWith("name=", StringComparison.Ordinal)))];
        Assert.Equal(["name=beta", "name=alpha", "name=base"], gone);
    }

    [Fact]
    public async Task The_sockets_are_there_while_the_daemon_runs()
    {
        await using DaemonProcess daemon = await _sandbox.StartAsync();
        Assert.Equal(FileModes.S_IFSOCK | FileModes.Octal0660, LibC.Lstat(_sandbox.Address).Mode);

        Assert.Equal(0, await daemon.StopAsync());
        Assert.False(Path.Exists(_sandbox.Address));
    }

    [Fact]
    public async Task A_listener_that_is_configured_serves_and_one_that_is_not_is_skipped()
    {
        _sandbox.Plugins.AddFile("Acme.Things");
        _sandbox.Configure($"version = 4\n[plugins.'io.containerd.server.v1.debug']\naddress = '{_sandbox.In("debug.sock")}'");
        await using DaemonProcess daemon = await _sandbox.StartAsync();

        Assert.True(Path.Exists(_sandbox.In("debug.sock")));
        Assert.Contains(daemon.Seen, line => line.Contains("msg=\"skip loading plugin\" error=\"no address configured: skip plugin\" id=io.containerd.server.v1.metrics", StringComparison.Ordinal));
    }

    [Fact]
    public async Task INT_stops_too()
    {
        await using DaemonProcess daemon = await _sandbox.StartAsync();
        daemon.Signal(Signals.SIGINT);

        Assert.Equal(0, await daemon.ExitAsync());
    }

    [Fact]
    public async Task HUP_does_nothing_and_USR1_tells_the_state()
    {
        _sandbox.Plugins.AddFolder("things", "Acme.Things");
        await using DaemonProcess daemon = await _sandbox.StartAsync();

        daemon.Signal(Signals.SIGHUP);
        daemon.Signal(Signals.SIGUSR1);

        string dump = await daemon.WaitForLineAsync("=== BEGIN state dump ===");
        Assert.Contains("plugin io.acme.thing.v1.broken: error", dump, StringComparison.Ordinal);
        Assert.Contains($"root: {_sandbox.Root}", dump, StringComparison.Ordinal);
        string written = await daemon.WaitForLineAsync("state dump written to ");
        string path = written.Split("written to ")[1].TrimEnd('"');
        Assert.Contains("thread pool:", await File.ReadAllTextAsync(path), StringComparison.Ordinal);
        File.Delete(path);
        Assert.Equal(0, await daemon.StopAsync());
    }

    [Fact]
    public async Task TERM_during_the_start_ends_it_with_an_error_and_closes_what_was_up()
    {
        _sandbox.Plugins.AddFile("Acme.Things");
        _sandbox.Configure("version = 4\n[plugins.'io.acme.thing.v1.alpha']\nhangs = true");
        await using DaemonProcess daemon = DaemonProcess.Launch(ProgramRun.ProgramPath, _sandbox.Arguments());
        await daemon.WaitForLineAsync("the thing hangs");

        Assert.Equal(1, await daemon.StopAsync());
        Assert.Equal("pluginhost: context canceled", daemon.Seen[^1]);
    }

    [Fact]
    public async Task A_thread_that_dies_of_an_exception_does_not_take_the_daemon_along()
    {
        _sandbox.Plugins.AddFile("Acme.Things");
        _sandbox.Configure("version = 4\n[plugins.'io.acme.thing.v1.alpha']\nbackground = true");
        await using DaemonProcess daemon = DaemonProcess.Launch(ProgramRun.ProgramPath, _sandbox.Arguments());
        await daemon.WaitUntilSeenAsync("unhandled exception in the background");
        await daemon.WaitUntilSeenAsync("successfully booted in");

        Assert.Equal(0, await daemon.StopAsync());
    }

    [Fact]
    public async Task Directories_have_their_modes()
    {
        await using DaemonProcess daemon = await _sandbox.StartAsync();

        Assert.Equal(FileModes.Octal0700, LibC.Stat(_sandbox.Root).Permissions);
        Assert.Equal(FileModes.Octal0700, LibC.Stat(Path.Combine(_sandbox.Root, "tmpmounts")).Permissions);
        Assert.Equal(FileModes.Octal0711, LibC.Stat(_sandbox.State).Permissions);
    }

    [Fact]
    public async Task The_log_is_text_or_json()
    {
        _sandbox.Configure("version = 4\n[debug]\nformat = 'json'\nlevel = 'debug'");
        await using DaemonProcess daemon = await _sandbox.StartAsync();

        Assert.StartsWith("{\"level\":\"info\",\"msg\":\"pluginhost successfully booted in ", daemon.Seen[^1], StringComparison.Ordinal);
    }

    public void Dispose() => _sandbox.Dispose();
}
