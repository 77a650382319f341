using System.Globalization;
using Host.Tests.Support;

namespace Host.Tests.Processes;

/// <summary>Root and state that can't be used.</summary>
public sealed class DirectoryTests : IDisposable
{
    private readonly DaemonSandbox _sandbox = new();

    [Fact]
    public async Task A_second_daemon_on_the_same_root_is_refused_with_the_pid_of_the_first()
    {
        await using DaemonProcess first = await _sandbox.StartAsync();

        ProgramRun second = await _sandbox.RunAsync("--state", _sandbox.In("other"));

        Assert.Equal(1, second.ExitCode);
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"pluginhost: another daemon runs on the root directory {_sandbox.Root}: pid {first.Id} holds the lock (flock) of the directory; stop it first"),
            second.Error.TrimEnd());
    }

    [Fact]
    public async Task A_second_daemon_on_the_same_state_is_refused()
    {
        await using DaemonProcess first = await _sandbox.StartAsync();

        ProgramRun second = await _sandbox.RunAsync("--root", _sandbox.In("other"));

        Assert.Equal(1, second.ExitCode);
        Assert.StartsWith($"pluginhost: another daemon runs on the state directory {_sandbox.State}: pid ", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_daemon_leaves_no_lock_behind()
    {
        await using (DaemonProcess first = await _sandbox.StartAsync())
        {
            first.Signal(PluginHost.Linux.Signals.SIGKILL);
            await first.ExitAsync();
        }

        await using DaemonProcess second = await _sandbox.StartAsync();

        Assert.Equal(0, await second.StopAsync());
    }

    [Fact]
    public async Task A_root_that_is_a_file_is_said_in_one_line()
    {
        string file = _sandbox.Write("file", "");

        ProgramRun run = await _sandbox.RunAsync("--root", file);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"pluginhost: the root directory can not be used: {file}: ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_socket_path_that_is_too_long_is_said_in_one_line_before_anything_is_made()
    {
        string path = _sandbox.In(new string('x', 110));

        ProgramRun run = await _sandbox.RunAsync("--address", path);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"\"{path}\": unix socket path too long (> 104)", run.Error, StringComparison.Ordinal);
        Assert.False(Path.Exists(_sandbox.Root) || Path.Exists(_sandbox.State));
    }

    [Fact]
    public async Task A_socket_on_which_somebody_listens_ends_the_start_and_stays()
    {
        await using DaemonProcess first = await _sandbox.StartAsync();

        ProgramRun second = await _sandbox.RunAsync("--root", _sandbox.In("root2"), "--state", _sandbox.In("state2"));

        Assert.Equal(1, second.ExitCode);
        Assert.StartsWith("pluginhost: failed to get listener for main endpoint: ", second.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.True(Path.Exists(_sandbox.Address));
        Assert.Equal(0, await first.StopAsync());
    }

    [RootFact]
    public async Task Without_the_rights_of_root_the_advice_is_to_use_other_directories()
    {
        string root = Directory.CreateDirectory(_sandbox.In("closed")).FullName;
        string shell = string.Join(' ', _sandbox.Arguments("--root", root + "/sub").Prepend(ProgramRun.ProgramPath).Select(word => $"'{word}'"));

        ProgramRun run = await ProgramRun.OfProgramAsync("setpriv", "", "--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c", $"exec {shell}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("permission denied", run.Error, StringComparison.Ordinal);
    }

    [RootFact]
    public async Task A_root_on_a_read_only_file_system_is_said_in_one_line()
    {
        string mount = Directory.CreateDirectory(_sandbox.In("read-only")).FullName;
        string shell = string.Join(' ', _sandbox.Arguments("--root", mount + "/root").Prepend(ProgramRun.ProgramPath).Select(word => $"'{word}'"));

        // In a mount namespace of its own, so that nothing stays mounted.
        ProgramRun run = await ProgramRun.OfProgramAsync("unshare", "", "--mount", "sh", "-c", $"mount -t tmpfs -o ro none {mount} && exec {shell}");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"pluginhost: the root directory can not be used: {mount}/root: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("ead-only file system", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    public void Dispose() => _sandbox.Dispose();
}
