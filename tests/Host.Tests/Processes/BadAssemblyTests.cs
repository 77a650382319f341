using Host.Tests.Support;

namespace Host.Tests.Processes;

/// <summary>Assemblies that can't be used are rows of the list of plugins, and the daemon serves.</summary>
public sealed class BadAssemblyTests : IDisposable
{
    private readonly DaemonSandbox _sandbox = new();

    public BadAssemblyTests() => _sandbox.Plugins.AddFile("Acme.Things");

    [Fact]
    public Task A_file_that_is_no_assembly()
    {
        _sandbox.Plugins.AddText("nonsense.dll", "this is text");
        return AssertRowAsync("io.pluginhost.assembly.v1.nonsense.dll", "/nonsense.dll: is no .NET assembly: ");
    }

    [Fact]
    public Task An_assembly_without_the_attribute()
    {
        _sandbox.Plugins.AddFile("Acme.Plain");
        return AssertRowAsync(
            "io.pluginhost.assembly.v1.Acme.Plain.dll", "/Acme.Plain.dll: no [assembly: Plugin(...)] attribute names its entry type");
    }

    [Fact]
    public Task A_folder_without_a_plugin()
    {
        _sandbox.Plugins.AddFolder("plain", "Acme.Plain");
        return AssertRowAsync("io.pluginhost.assembly.v1.plain", "/plain: no assembly in it has an [assembly: Plugin(...)] attribute");
    }

    [Fact]
    public Task A_missing_dependency()
    {
        _sandbox.Plugins.AddFolder("needs", "Acme.NeedsPlain");
        return AssertRowAsync(
            "io.acme.tool.v1.plain",
            "needs the assembly Acme.Plain, Version=0.1.0.0, which is neither a part of the daemon nor beside the plugin: put it into the plugin's folder");
    }

    [Fact]
    public Task A_dependency_that_lies_beside_the_plugin_is_found()
    {
        _sandbox.Plugins.AddFolder("needs", "Acme.NeedsPlain", "Acme.Plain");
        return AssertRowAsync("io.acme.tool.v1.plain", "", "ok");
    }

    [Fact]
    public Task A_dependency_of_a_dropped_file_is_no_plugin_of_its_own()
    {
        _sandbox.Plugins.AddFile("Acme.NeedsPlain").AddFile("Acme.Plain");
        return AssertRowAsync("io.acme.tool.v1.plain", "", "ok", rows => Assert.DoesNotContain(rows, row => row.Contains("Acme.Plain.dll", StringComparison.Ordinal)));
    }

    [Fact]
    public Task A_newer_framework()
    {
        _sandbox.Plugins.AddFile("Acme.Future");
        return AssertRowAsync(
            "io.pluginhost.assembly.v1.Acme.Future.dll", "/Acme.Future.dll: is built for .NET 99.0; this daemon runs .NET 10.0: build it for net10.0");
    }

    [Fact]
    public Task A_constructor_that_throws()
    {
        _sandbox.Plugins.AddFile("Acme.BadConstructor");
        return AssertRowAsync("io.pluginhost.assembly.v1.Acme.BadConstructor.dll", "/Acme.BadConstructor.dll: the constructor is broken");
    }

    [Fact]
    public Task A_list_of_registrations_that_throws_registers_nothing()
    {
        _sandbox.Plugins.AddFile("Acme.BadRegistrations");
        return AssertRowAsync(
            "io.pluginhost.assembly.v1.Acme.BadRegistrations.dll",
            "/Acme.BadRegistrations.dll: the list is broken",
            "error",
            rows => Assert.DoesNotContain(rows, row => row.StartsWith("io.acme.half", StringComparison.Ordinal)));
    }

    [Fact]
    public Task An_entry_type_that_is_no_plugin()
    {
        _sandbox.Plugins.AddFile("Acme.BadEntry");
        return AssertRowAsync(
            "io.pluginhost.assembly.v1.Acme.BadEntry.dll",
            "/Acme.BadEntry.dll: its entry type Acme.BadEntry.NotAPlugin does not implement PluginHost.Plugins.IPlugin");
    }

    [Fact]
    public Task An_init_that_throws() => AssertRowAsync("io.acme.thing.v1.broken", "the thing is broken");

    [Fact]
    public Task An_init_that_skips() => AssertRowAsync("io.acme.thing.v1.skipped", "no such hardware: skip plugin", "skip");

    [Fact]
    public Task A_requirement_that_nobody_meets()
        => AssertRowAsync("io.acme.needy.v1.absent", "no plugins registered for io.acme.nowhere.v1: plugin: not found");

    [Fact]
    public Task A_requirement_that_nobody_meets_and_another_error()
        => AssertRowAsync("io.acme.needy.v1.silent", "no plugins registered for the required io.acme.nowhere.v1: something is wrong");

    [Fact]
    public async Task A_type_and_id_that_is_registered_twice()
    {
        _sandbox.Plugins.AddFile("Acme.Twin");
        await using DaemonProcess daemon = await _sandbox.StartAsync();

        string[] rows = [.. _sandbox.Report.Where(row => row.StartsWith("io.acme.thing.v1.alpha\t", StringComparison.Ordinal))];

        Assert.Equal(2, rows.Length);
        Assert.Single(rows, row => row.StartsWith("io.acme.thing.v1.alpha\tok", StringComparison.Ordinal));
        Assert.Single(rows, row => row.EndsWith(": plugin: id already registered", StringComparison.Ordinal)
            && row.Contains("Acme.Twin.dll", StringComparison.Ordinal) && row.Contains("Acme.Things.dll", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Invalid_registrations()
    {
        _sandbox.Plugins.AddFile("Acme.Invalid");
        await using DaemonProcess daemon = await _sandbox.StartAsync();

        string[] errors = [.. _sandbox.Report.Where(row => row.Contains("nvalid", StringComparison.Ordinal)).Select(row => row.Split('\t')[2])];

        Assert.Contains("\".typeless\": plugin: no type", errors);
        Assert.Contains("\"io.acme.invalid.v1.\": plugin: no id", errors);
        Assert.Contains("\"io.acme.invalid.v1.../escape\": type and id name directories and may not contain a slash", errors);
        Assert.Contains("io.acme.invalid.v1.own-type: requires its own type: invalid requires", errors);
        Assert.Contains("io.acme.invalid.v1.all-and-more: * stands beside other types: invalid requires", errors);
        Assert.StartsWith("io.acme.invalid.v1.good\tok", _sandbox.Row("io.acme.invalid.v1.good"), StringComparison.Ordinal);
    }

    [Fact]
    public Task A_cycle()
    {
        _sandbox.Plugins.AddFile("Acme.Cycle");
        return AssertRowAsync(
            "io.acme.egg.v1.one",
            "circular plugin dependency at io.acme.egg.v1.one (among ",
            "error",
            rows => Assert.Contains(rows, row => row.StartsWith("io.acme.hen.v1.one\terror\tcircular", StringComparison.Ordinal)));
    }

    [Fact]
    public Task A_file_that_others_can_write()
    {
        string file = Path.Combine(_sandbox.Plugins.AddFile("Acme.Cycle").Directory, "Acme.Cycle.dll");
        File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.GroupWrite);
        return AssertRowAsync(
            "io.pluginhost.assembly.v1.Acme.Cycle.dll",
            $"refused: {file} can be written by others than its owner (mode 0664): run chmod go-w {file}");
    }

    [Fact]
    public Task A_folder_that_others_can_write()
    {
        string folder = Path.Combine(_sandbox.Plugins.AddFolder("cycle", "Acme.Cycle").Directory, "cycle");
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherWrite);
        return AssertRowAsync("io.pluginhost.assembly.v1.cycle", $"refused: {folder} can be written by others than its owner (mode 0757)");
    }

    [RootFact]
    public Task A_file_of_another_user()
    {
        string file = Path.Combine(_sandbox.Plugins.AddFile("Acme.Cycle").Directory, "Acme.Cycle.dll");
        PluginHost.Linux.LibC.FchownAt(PluginHost.Linux.SafeFileDescriptor.CurrentDirectory, file, 4711, 4711, PluginHost.Linux.AtFlags.None);
        return AssertRowAsync("io.pluginhost.assembly.v1.Acme.Cycle.dll", $"refused: {file} belongs to uid 4711");
    }

    [Theory]
    [InlineData("io.acme.thing.v1.broken", "load required plugin io.acme.thing.v1.broken: the thing is broken")]
    [InlineData("io.acme.thing.v1.skipped", "load required plugin io.acme.thing.v1.skipped: no such hardware: skip plugin")]
    [InlineData("io.acme.egg.v1.one", "load required plugin io.acme.egg.v1.one: circular plugin dependency at io.acme.egg.v1.one")]
    [InlineData("io.acme.nothing.v1.at-all", "required plugin [io.acme.nothing.v1.at-all] not included")]
    public async Task A_bad_plugin_that_is_required_ends_the_start(string uri, string message)
    {
        _sandbox.Plugins.AddFile("Acme.Cycle");

        ProgramRun run = await _sandbox.Configure($"version = 4\nrequired_plugins = ['{uri}']").RunAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("pluginhost: " + message, run.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disabled_plugin_is_not_in_the_list()
    {
        _sandbox.Configure("version = 4\ndisabled_plugins = ['io.acme.thing.v1.broken']");
        await using DaemonProcess daemon = await _sandbox.StartAsync();

        Assert.DoesNotContain(_sandbox.Report, row => row.StartsWith("io.acme.thing.v1.broken", StringComparison.Ordinal));
    }

    public void Dispose() => _sandbox.Dispose();

    private async Task AssertRowAsync(string uri, string error, string word = "error", Action<IReadOnlyList<string>>? more = null)
    {
        await using DaemonProcess daemon = await _sandbox.StartAsync();
        string[] row = _sandbox.Row(uri).Split('\t');
        Assert.Equal(word, row[1]);
        Assert.Contains(error, row[2], StringComparison.Ordinal);
        Assert.StartsWith("io.acme.thing.v1.alpha\tok", _sandbox.Row("io.acme.thing.v1.alpha"), StringComparison.Ordinal);
        more?.Invoke(_sandbox.Report);
        Assert.Equal(0, await daemon.StopAsync());
    }
}
