using System.Globalization;
using Host.Tests.Support;
using PluginHost.Linux;
using PluginHost.Linux.Mounting;

namespace Host.Tests.Processes;

/// <summary>What the daemon does to its own process and to what a dead one left.</summary>
public sealed class ProcessSettingsTests : IDisposable
{
    private readonly DaemonSandbox _sandbox = new();

    [Fact]
    public async Task The_willingness_to_be_killed_is_set()
    {
        _sandbox.Configure("version = 4\noom_score = 500");
        await using DaemonProcess daemon = await _sandbox.StartAsync();

        Assert.Equal("500", (await File.ReadAllTextAsync($"/proc/{daemon.Id.ToString(CultureInfo.InvariantCulture)}/oom_score_adj")).Trim());
    }

    [Fact]
    public async Task A_score_that_the_kernel_does_not_have_is_said_and_the_daemon_serves()
    {
        _sandbox.Configure("version = 4\noom_score = 5000");
        await using DaemonProcess daemon = await _sandbox.StartAsync();

        Assert.Contains(daemon.Seen, line => line.Contains("level=error msg=\"failed to change OOM score to 5000\"", StringComparison.Ordinal));
    }

    [RootFact]
    public async Task A_mount_that_a_dead_daemon_left_is_taken_away()
    {
        string target = _sandbox.In("root/tmpmounts/containerd-mount1");
        Directory.CreateDirectory(target);
        LibC.Mount("tmpfs", target, "tmpfs", MountFlags.None, null);

        await using DaemonProcess daemon = await _sandbox.StartAsync();

        Assert.False(Path.Exists(target));
        Assert.DoesNotContain(MountTable.Read(), mount => mount.MountPoint == target);
    }

    public void Dispose() => _sandbox.Dispose();
}
