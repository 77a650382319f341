using Host.Tests.Support;

namespace Host.Tests.Processes;

/// <summary>Commands that a plugin adds to the program.</summary>
public sealed class PluginCommandTests : IDisposable
{
    private readonly DaemonSandbox _sandbox = new();

    public PluginCommandTests()
    {
        _sandbox.Plugins.AddFolder("things", "Acme.Things");
        Directory.CreateDirectory(_sandbox.Root);
    }

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task It_gets_its_arguments_its_configuration_and_its_places_and_its_answer_is_the_exit_code()
    {
        _sandbox.Configure("version = 4\n[plugins.'io.acme.thing.v1.alpha']\ngreeting = 'moin'\n");

        ProgramRun run = await _sandbox.RunAsync("thing", "look", "-x", "--", "--root");

        Assert.Equal((7, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            $"""
            arguments: look -x -- --root
            greeting: moin
            root: {_sandbox.Root}/io.acme.thing.v1.alpha, address: {_sandbox.Address}
            pluginhost: a daemon does not run on {_sandbox.Root}

            """,
            run.Output);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_sandbox.Root));
    }

    [Fact]
    public async Task The_flags_of_the_daemon_may_stand_behind_its_name()
    {
        string root = _sandbox.In("other");
        Directory.CreateDirectory(root);

        ProgramRun run = await _sandbox.RunAsync("thing", "--root", root, "look", "--address=/a.sock");

        Assert.StartsWith("arguments: look\n", run.Output, StringComparison.Ordinal);
        Assert.Contains($"root: {root}/io.acme.thing.v1.alpha, address: /a.sock\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pluginhost: the thing: not found\n", "thing", "fail")]
    [InlineData("pluginhost: flag needs an argument: -root\n", "thing", "--root")]
    public async Task Its_error_is_a_line_on_standard_error(string error, params string[] arguments)
    {
        ProgramRun run = await _sandbox.RunAsync(arguments);

        Assert.Equal((1, error), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task A_root_directory_that_is_not_there_is_named()
    {
        ProgramRun run = await _sandbox.RunAsync("thing", "--root", "/nowhere/root");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            "pluginhost: the root directory /nowhere/root can not be locked: no such file or directory; "
                + "name the daemon's root directory with --root or --config\n",
            run.Error);
    }

    [Fact]
    public async Task It_is_in_the_help_whatever_is_wrong_with_the_configuration()
    {
        _sandbox.Configure("nonsense");

        ProgramRun help = await _sandbox.RunAsync("help");

        Assert.Equal(0, help.ExitCode);
        Assert.Matches("\n   thing +tell of the thing\n", help.Output);
    }

    [Fact]
    public async Task Two_plugins_with_one_command_are_both_named()
    {
        _sandbox.Plugins.AddFolder("twin", "Acme.Twin");

        ProgramRun run = await _sandbox.RunAsync("thing");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("pluginhost: the command thing is registered by io.acme.thing.v1.alpha (", run.Error, StringComparison.Ordinal);
        Assert.Contains(" and by io.acme.thing.v1.gamma (", run.Error, StringComparison.Ordinal);
    }

    [RootFact]
    public async Task It_knows_whether_a_daemon_runs()
    {
        await using DaemonProcess daemon = await _sandbox.StartAsync();

        ProgramRun run = await _sandbox.RunAsync("thing");

        Assert.EndsWith($"pluginhost: a daemon runs on {_sandbox.Root}\n", run.Output, StringComparison.Ordinal);
    }
}
