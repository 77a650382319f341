using Host.Tests.Support;

namespace Host.Tests.Processes;

/// <summary>A configuration that can't be used is said in one line, and nothing is half-started.</summary>
public sealed class BadConfigTests : IDisposable
{
    private readonly DaemonSandbox _sandbox = new();

    public BadConfigTests() => _sandbox.Plugins.AddFile("Acme.Things");

    [Fact]
    public Task A_syntax_error()
        => AssertRefusedAsync(
            "version = 4\nroot = \"/x\n", $"failed to load TOML from {_sandbox.Config}: failed to unmarshal TOML at row 2 column 11: toml: ");

    [Fact]
    public Task A_wrong_type_at_the_top()
        => AssertRefusedAsync(
            "version = 4\noom_score = 'x'",
            $"failed to load TOML from {_sandbox.Config}: failed to unmarshal TOML at row 2 column 13: toml: cannot decode TOML string into a value of type integer (key oom_score)");

    [Fact]
    public Task A_wrong_type_in_a_plugin_section()
        => AssertRefusedAsync(
            "version = 4\n[plugins.'io.acme.thing.v1.alpha']\ngreeting = 5",
            $"failed to load TOML from {_sandbox.Config}: failed to unmarshal TOML at row 3 column 12: toml: cannot decode TOML integer into a value of type string (key plugins.\"io.acme.thing.v1.alpha\".greeting)");

    [Fact]
    public Task All_faults_of_a_plugin_section()
        => AssertRefusedAsync(
            "version = 4\n[plugins.'io.acme.thing.v1.alpha']\ngreeting = ''\npatience = '-1s'",
            $"invalid configuration of io.acme.thing.v1.alpha in {_sandbox.Config} at row 2: greeting must not be empty; "
            + $"invalid configuration of io.acme.thing.v1.alpha in {_sandbox.Config} at row 2: patience must not be negative");

    [Fact]
    public Task A_missing_import()
        => AssertRefusedAsync(
            "version = 4\nimports = ['gone.toml']", $"open {_sandbox.In("gone.toml")}: no such file or directory (imported by {_sandbox.Config})");

    [Fact]
    public Task Root_and_state_in_one_place()
        => AssertRefusedAsync("version = 4", "root and state must be different paths", "--state", _sandbox.Root);

    [Fact]
    public Task A_level_that_is_none() => AssertRefusedAsync("version = 4\n[debug]\nlevel = 'bogus'", "not a valid logrus Level: \"bogus\"");

    [Fact]
    public Task A_format_that_is_none() => AssertRefusedAsync("version = 4\n[debug]\nformat = 'bogus'", "unknown log format: bogus");

    [Fact]
    public async Task A_configuration_file_that_is_not_there()
    {
        ProgramRun run = await ProgramRun.OfAsync("--config", "/nowhere/c.toml", "--root", _sandbox.Root, "--state", _sandbox.State);

        Assert.Equal((1, "pluginhost: open /nowhere/c.toml: no such file or directory\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Unknown_keys_and_sections_are_warnings()
    {
        _sandbox.Configure("version = 4\nbogus = 1\n[plugins.'io.acme.thing.v1.alpha']\nnope = 1\n[plugins.'io.acme.unknown.v1.x']\na = 1");
        await using DaemonProcess daemon = await _sandbox.StartAsync();

        Assert.Contains(daemon.Seen, line => line.Contains($"msg=\"Ignoring unknown key in TOML\" column=1 ", StringComparison.Ordinal)
            && line.EndsWith($"file={_sandbox.Config} key=bogus row=2", StringComparison.Ordinal));
        Assert.Contains(daemon.Seen, line => line.Contains("msg=\"Ignoring unknown key in TOML for plugin\"", StringComparison.Ordinal)
            && line.EndsWith($"file={_sandbox.Config} key=nope plugin=io.acme.thing.v1.alpha row=4", StringComparison.Ordinal));
        Assert.Contains(daemon.Seen, line => line.Contains("msg=\"Ignoring section of a plugin that is not there\"", StringComparison.Ordinal)
            && line.EndsWith("key=\"plugins.\\\"io.acme.unknown.v1.x\\\"\" row=5", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_old_file_is_migrated_by_the_plugin_too()
    {
        _sandbox.Configure("version = 3\n[plugins.'io.acme.thing.v1.alpha']\nhail = 'good day'");
        await using DaemonProcess daemon = await _sandbox.StartAsync();

        Assert.Contains(daemon.Seen, line => line.Contains("greeting=\"good day\" name=alpha patience=1m30s plugin=io.acme.thing.v1.alpha", StringComparison.Ordinal));
    }

    public void Dispose() => _sandbox.Dispose();

    private async Task AssertRefusedAsync(string toml, string message, params string[] more)
    {
        ProgramRun run = await _sandbox.Configure(toml).RunAsync(more);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("pluginhost: " + message, run.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.False(Path.Exists(_sandbox.Root) || Path.Exists(_sandbox.State) || Path.Exists(_sandbox.Address));
    }
}
