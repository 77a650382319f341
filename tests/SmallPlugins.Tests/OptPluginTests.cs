using PluginHost.Plugins;
using PluginHost.Plugins.Opt;

namespace SmallPlugins.Tests;

public sealed class OptPluginTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("opt-").FullName;
    private readonly ProcessEnvironment _environment = new();

    private string Opt => Path.Join(_directory, "opt");

    public OptPluginTests() => _environment.Set("PATH", "/usr/bin:/bin").Set("LD_LIBRARY_PATH", null);

    public void Dispose()
    {
        _environment.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void It_is_the_internal_plugin_opt_without_requirements()
    {
        Registration registration = Assert.Single(new OptPlugin().Registrations);

        Assert.Equal("io.containerd.internal.v1.opt", registration.Uri);
        Assert.Empty(registration.Requires);
    }

    [Fact]
    public void Its_directory_is_containerds_unless_configured()
        => Assert.Equal("/opt/containerd", Assert.IsType<OptConfig>(Registration.Config).Path);

    [Theory]
    [InlineData("")]
    [InlineData("bin")]
    [InlineData("lib")]
    public async Task It_creates_its_directory_with_bin_and_lib_that_all_may_enter_and_only_root_may_list(string name)
    {
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

        await InitAsync(Opt);

        Assert.Equal(Mode, File.GetUnixFileMode(Path.Join(Opt, name)));
    }

    [Fact]
    public async Task What_is_installed_there_stays_at_the_next_start()
    {
        await InitAsync(Opt);
        string shim = Path.Join(Opt, "bin", "containerd-shim-acme-v1");
        await File.WriteAllTextAsync(shim, "#!/bin/sh");

        await InitAsync(Opt);

        Assert.Equal("#!/bin/sh", await File.ReadAllTextAsync(shim));
    }

    [Fact]
    public async Task Programs_installed_there_win_over_those_of_the_search_path()
    {
        await InitAsync(Opt);

        Assert.Equal($"{Opt}/bin:/usr/bin:/bin", Environment.GetEnvironmentVariable("PATH"));
    }

    [Fact]
    public async Task An_empty_library_path_gets_no_empty_entry_which_would_mean_the_current_directory()
    {
        await InitAsync(Opt);

        Assert.Equal($"{Opt}/lib", Environment.GetEnvironmentVariable("LD_LIBRARY_PATH"));
    }

    [Fact]
    public async Task A_library_path_that_is_there_is_kept_behind()
    {
        _environment.Set("LD_LIBRARY_PATH", "/usr/lib/acme");

        await InitAsync(Opt);

        Assert.Equal($"{Opt}/lib:/usr/lib/acme", Environment.GetEnvironmentVariable("LD_LIBRARY_PATH"));
    }

    [Fact]
    public async Task It_exports_its_path_where_ctr_install_looks_for_it()
    {
        InitContext context = await InitAsync(Opt);

        Assert.Equal(Opt, context.Meta.Exports["path"]);
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_directory_is_an_error_that_names_it()
    {
        await File.WriteAllTextAsync(Opt, "no directory");

        IOException error = await Assert.ThrowsAnyAsync<IOException>(() => InitAsync(Opt));

        Assert.Contains(Opt, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_leaves_the_search_paths_alone()
    {
        await File.WriteAllTextAsync(Opt, "no directory");

        await Assert.ThrowsAnyAsync<IOException>(() => InitAsync(Opt));

        Assert.Equal("/usr/bin:/bin", Environment.GetEnvironmentVariable("PATH"));
        Assert.Null(Environment.GetEnvironmentVariable("LD_LIBRARY_PATH"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("opt/containerd")]
    public void A_path_that_depends_on_the_current_directory_is_refused(string path)
    {
        string fault = Assert.Single(new OptConfig { Path = path }.Validate());

        Assert.Equal($"path \"{path}\" must be an absolute path", fault);
    }

    [Fact]
    public void An_absolute_path_has_no_fault() => Assert.Empty(new OptConfig { Path = "/opt/acme" }.Validate());

    private static Registration Registration => Assert.Single(new OptPlugin().Registrations);

    private static async Task<InitContext> InitAsync(string path)
    {
        InitContext context = InitContexts.With(new OptConfig { Path = path });
        await InitContexts.InitAsync(Registration, context);
        return context;
    }
}
