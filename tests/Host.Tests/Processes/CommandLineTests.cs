using Host.Tests.Support;

namespace Host.Tests.Processes;

public sealed class CommandLineTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    [Fact]
    public async Task The_version_names_package_version_and_revision()
    {
        ProgramRun run = await ProgramRun.OfAsync("--version");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"^pluginhost github\.com/containerd/containerd 1\.6\.20\+pluginhost\.0\.1\.0 [0-9a-f]*\n$", run.Output);
    }

    [Fact]
    public async Task Called_as_containerd_it_is_containerd()
    {
        string link = _directory.In("containerd");
        File.CreateSymbolicLink(link, ProgramRun.ProgramPath);

        ProgramRun version = await ProgramRun.OfProgramAsync(link, "", "-v");
        ProgramRun failure = await ProgramRun.OfProgramAsync(link, "", "-nope");

        Assert.StartsWith("containerd github.com/containerd/containerd 1.6.20+", version.Output, StringComparison.Ordinal);
        Assert.Equal((1, "containerd: flag provided but not defined: -nope\n"), (failure.ExitCode, failure.Error));
        Assert.Contains("containerd [global options]", failure.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_word_has_no_help_topic()
    {
        ProgramRun run = await ProgramRun.OfAsync("foo");

        Assert.Equal((3, "No help topic for 'foo'\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Config_default_prints_the_defaults_in_containerds_form()
    {
        ProgramRun run = await ProgramRun.OfAsync("config", "default");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith(
            """
            version = 4
            root = '/var/lib/containerd'
            state = '/run/containerd'
            temp = ''
            disabled_plugins = []
            required_plugins = []
            oom_score = 0
            imports = ['/etc/containerd/conf.d/*.toml']

            [debug]
            """,
            run.Output,
            StringComparison.Ordinal);
        Assert.Contains("\n[plugins]\n  [plugins.'io.containerd.", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n[timeouts]\n  'io.containerd.timeout.bolt.open' = '0s'\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_dump_merges_the_files_and_its_output_loads_again_unchanged()
    {
        VendorPlugins plugins = new VendorPlugins(_directory.In("plugins.d")).AddFile("Acme.Things");
        string file = _directory.Write("c.toml", "version = 2\noom_score = -7\n[plugins.'io.acme.thing.v1.alpha']\npatience = '5m'\n[plugins.'io.other.v1.x']\na = 1");

        ProgramRun first = await ProgramRun.OfAsync("--config", file, "--plugin-dir", plugins.Directory, "config", "dump");
        string again = _directory.Write("again.toml", first.Output);
        ProgramRun second = await ProgramRun.OfAsync("--config", again, "--plugin-dir", plugins.Directory, "config", "migrate");

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Contains("oom_score = -7\n", first.Output, StringComparison.Ordinal);
        Assert.Contains("  [plugins.'io.acme.thing.v1.alpha']\n    greeting = 'hello'\n    patience = '5m0s'\n", first.Output, StringComparison.Ordinal);
        Assert.Contains("  [plugins.'io.other.v1.x']\n    a = 1\n", first.Output, StringComparison.Ordinal);
        Assert.Contains("Configuration migrated from version 2", first.Error, StringComparison.Ordinal);
        Assert.Equal(first.Output, second.Output);
    }

    [Fact]
    public async Task Config_dump_passes_over_a_file_that_is_not_there()
    {
        ProgramRun run = await ProgramRun.OfAsync("--config", "/nowhere/c.toml", "config", "dump");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("version = 4\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_oci_hook_gets_the_containers_data_and_its_exit_code_counts()
    {
        _directory.Write("bundle/config.json", """{"root":{"path":"fs"}}""");
        string state = $$"""{"id":"c1","pid":7,"status":"created","bundle":"{{_directory.In("bundle")}}"}""";

        ProgramRun run = await ProgramRun.OfProgramAsync(ProgramRun.ProgramPath, state, "oci-hook", "sh", "-c", "echo {{id}} {{pid}} {{rootfs}}; exit 5");

        Assert.Equal((5, $"c1 7 {_directory.In("bundle/fs")}\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("not json", "pluginhost: oci-hook: the standard input is no container state: ")]
    [InlineData("""{"bundle":"/nowhere"}""", "pluginhost: oci-hook: /nowhere/config.json: ")]
    public async Task An_oci_hook_without_a_container_says_what_is_wrong(string input, string message)
    {
        ProgramRun run = await ProgramRun.OfProgramAsync(ProgramRun.ProgramPath, input, "oci-hook", "true");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();
}
