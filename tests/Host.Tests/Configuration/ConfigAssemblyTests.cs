using Host.Tests.Support;
using PluginHost.Host.Configuration;
using PluginHost.Toml;

namespace Host.Tests.Configuration;

/// <summary>Merging and migration, through the way that the daemon goes.</summary>
public sealed class ConfigAssemblyTests : IDisposable
{
    private const string Scheduler = "io.containerd.gc.v1.scheduler";
    private readonly TempDirectory _directory = new();
    private readonly CapturedLog _log = new();

    [Fact]
    public void Without_a_file_the_defaults_hold()
    {
        HostConfig config = ConfigAssembly.Assemble([], Migrator());

        Assert.Equal((4, "/var/lib/containerd", "/run/containerd"), (config.Version, config.Root, config.State));
    }

    [Fact]
    public void A_later_file_replaces_a_value_but_not_with_an_empty_one()
    {
        HostConfig config = Assemble("version = 4\nroot = '/a'\noom_score = 5\n[debug]\nlevel = 'debug'", "version = 4\nroot = '/b'\noom_score = 0\n[debug]\nlevel = ''");

        Assert.Equal(("/b", 5, "debug"), (config.Root, config.OomScore, config.Debug.Level));
    }

    [Fact]
    public void Lists_are_united_in_order()
        => Assert.Equal(
            ["io.a.v1.x", "io.b.v1.y", "io.c.v1.z"],
            Assemble(
                "version = 4\ndisabled_plugins = ['io.a.v1.x', 'io.b.v1.y']",
                "version = 4\ndisabled_plugins = ['io.b.v1.y', 'io.c.v1.z']").DisabledPlugins);

    [Fact]
    public void Plugin_sections_are_merged_key_by_key_and_empty_values_count()
    {
        TomlTable section = Section(
            Assemble(
                $"version = 4\n[plugins.'{Scheduler}']\na = 1\nb = true\nc = ['x']\n[plugins.'{Scheduler}'.deep]\nk = 1\nl = 2",
                $"version = 4\n[plugins.'{Scheduler}']\nb = false\nc = ['y']\n[plugins.'{Scheduler}'.deep]\nk = 0"),
            Scheduler);

        Assert.Equal(1, ((TomlInteger)section["a"]).Value);
        Assert.False(((TomlBoolean)section["b"]).Value);
        Assert.Equal("y", ((TomlString)((TomlArray)section["c"])[0]).Value);
        Assert.Equal((0L, 2L), (((TomlInteger)((TomlTable)section["deep"])["k"]).Value, ((TomlInteger)((TomlTable)section["deep"])["l"]).Value));
    }

    [Fact]
    public void An_entry_of_a_map_is_replaced_whole()
    {
        HostConfig config = Assemble(
            "version = 4\n[proxy_plugins.p]\ntype = 'snapshot'\naddress = '/a.sock'\n[timeouts]\nx = '1s'\ny = '2s'",
            "version = 4\n[proxy_plugins.p]\ntype = 'content'\n[timeouts]\nx = '3s'");

        Assert.Equal(("content", ""), (config.ProxyPlugins["p"].Type, config.ProxyPlugins["p"].Address));
        Assert.Equal(("3s", "2s"), (config.Timeouts["x"], config.Timeouts["y"]));
    }

    [Fact]
    public void A_short_entry_of_a_list_of_plugins_is_refused()
        => Assert.EndsWith(
            "invalid disabled plugin URI \"cri\" expect io.containerd.x.vx",
            Assert.Throws<ConfigException>(() => Assemble("version = 4\ndisabled_plugins = ['cri']")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Version_one_has_short_names()
    {
        HostConfig config = Assemble("disabled_plugins = ['cri', 'restart']\nrequired_plugins = ['thing']\n[plugins.scheduler]\na = 1\n[plugins.linux]\nshim = 's'");

        Assert.Equal(["io.containerd.grpc.v1.cri", "io.containerd.monitor.container.v1.restart"], config.DisabledPlugins);
        Assert.Equal(["io.containerd.grpc.v1.thing"], config.RequiredPlugins);
        Assert.True(config.Plugins.ContainsKey(Scheduler));
        Assert.True(config.Plugins.ContainsKey("io.containerd.runtime.v1.linux"));
        Assert.Contains("Ambiguous required plugin in v1 config, treating as io.containerd.grpc.v1.thing", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Old_listener_sections_become_plugin_sections()
    {
        HostConfig config = Assemble(
            """
            version = 2
            [grpc]
            address = '/g.sock'
            uid = 7
            tcp_address = '127.0.0.1:1'
            tcp_tls_cert = '/c'
            [debug]
            address = '/d.sock'
            level = 'warn'
            [metrics]
            address = '127.0.0.1:2'
            grpc_histogram = true
            """);

        Assert.Equal("/g.sock", Text(config, ListenerUris.Grpc, "address"));
        Assert.Equal(7, ((TomlInteger)Section(config, ListenerUris.Grpc)["uid"]).Value);
        Assert.Equal("/g.sock.ttrpc", Text(config, ListenerUris.Ttrpc, "address"));
        Assert.Equal(7, ((TomlInteger)Section(config, ListenerUris.Ttrpc)["uid"]).Value);
        Assert.Equal(("127.0.0.1:1", "/c"), (Text(config, ListenerUris.GrpcTcp, "address"), Text(config, ListenerUris.GrpcTcp, "tls_cert")));
        Assert.Equal("/d.sock", Text(config, ListenerUris.Debug, "address"));
        Assert.Equal("127.0.0.1:2", Text(config, ListenerUris.Metrics, "address"));
        Assert.True(((TomlBoolean)Section(config, ListenerUris.GrpcMetrics)["grpc_histogram"]).Value);
        Assert.Equal(("warn", ""), (config.Debug.Level, config.Debug.Address));
    }

    [Fact]
    public void An_existing_plugin_section_is_not_overwritten_by_an_old_one()
        => Assert.Equal("/new", Text(
            Assemble($"version = 3\n[grpc]\naddress = '/old'\n[plugins.'{ListenerUris.Grpc}']\naddress = '/new'"), ListenerUris.Grpc, "address"));

    [Fact]
    public void Old_sections_of_a_current_file_have_no_effect()
        => Assert.Equal(HostDefaults.GrpcAddress, Text(Assemble("version = 4\n[grpc]\naddress = '/old'"), ListenerUris.Grpc, "address"));

    [Fact]
    public void A_migrated_file_is_mentioned_in_a_warning()
    {
        Assemble("version = 2");

        Assert.Contains(
            "Configuration migrated from version 2, use `pluginhost config migrate` to avoid migration", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Plugins_migrate_their_sections_at_each_step_and_values_keep_their_place()
    {
        List<int> steps = [];
        PluginMigration rename = new("io.acme.v1.x", (version, sections) =>
        {
            steps.Add(version);
            if (sections.Remove("io.acme.v1.old", out Dictionary<string, object>? section))
            {
                section.Remove("gone");
                section["added"] = 5L;
                sections["io.acme.v1.new"] = section;
            }
        });

        TomlTable section = Section(Assemble([rename], "version = 2\n[plugins.'io.acme.v1.old']\ngone = 1\nkept = 'text'"), "io.acme.v1.new");

        Assert.Equal([2, 3], steps);
        Assert.Equal(["kept", "added"], section.Keys);
        Assert.Equal((4, _directory.In("0.toml")), (section["kept"].Position.Line, section["kept"].FileName));
    }

    [Theory]
    [InlineData("version = 1\ndisabled_plugins = ['cgroups', 'restart']")]
    [InlineData("version = 2\ndisabled_plugins = ['io.containerd.monitor.v1.cgroups', 'io.containerd.internal.v1.restart']")]
    public void A_plugin_that_was_disabled_under_its_former_name_stays_disabled(string file)
        => Assert.Equal(
            ["io.containerd.monitor.task.v1.cgroups", "io.containerd.monitor.container.v1.restart"], Assemble(file).DisabledPlugins);

    [Fact]
    public void A_migration_that_throws_is_named()
    {
        PluginMigration broken = new("io.acme.v1.x", (_, _) => throw new InvalidOperationException("oh"));

        Assert.Equal(
            $"failed to migrate {_directory.In("0.toml")} from version 3: plugin io.acme.v1.x: oh",
            Assert.Throws<ConfigException>(() => Assemble([broken], "version = 3\n[plugins.'io.a.v1.b']\nx = 1")).Message);
    }

    [Theory]
    [InlineData("", "/s", "root must be specified")]
    [InlineData("/r", "", "state must be specified")]
    [InlineData("/r", "/r", "root and state must be different paths")]
    public void Root_and_state_are_checked(string root, string state, string message)
        => Assert.Equal(message, Assert.Throws<ConfigException>(
            () => ConfigAssembly.CheckDirectories(new HostConfig { Root = root, State = state })).Message);

    [Fact]
    public void A_timeout_that_is_none_names_its_key()
        => Assert.StartsWith(
            "unable to parse xx into a time duration (key timeouts.\"a.b\")",
            Assert.Throws<ConfigException>(() => new Timeouts(Assemble("version = 4\n[timeouts]\n'a.b' = 'xx'"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Timeouts_have_defaults_and_an_unset_one_is_a_second()
    {
        Timeouts timeouts = new(Assemble("version = 4\n[timeouts]\n'io.containerd.timeout.shim.load' = '7s'"));

        Assert.Equal(TimeSpan.FromSeconds(7), timeouts.Get("io.containerd.timeout.shim.load"));
        Assert.Equal(TimeSpan.FromSeconds(3), timeouts.Get("io.containerd.timeout.shim.shutdown"));
        Assert.Equal(TimeSpan.FromSeconds(1), timeouts.Get("io.acme.any"));
    }

    public void Dispose()
    {
        _directory.Dispose();
        _log.Dispose();
    }

    private static TomlTable Section(HostConfig config, string uri) => (TomlTable)config.Plugins[uri];

    private static string Text(HostConfig config, string uri, string key) => ((TomlString)Section(config, uri)[key]).Value;

    private ConfigMigrator Migrator(params PluginMigration[] migrations) => new(migrations, "pluginhost", _log.Logger);

    private HostConfig Assemble(params string[] files) => Assemble([], files);

    private HostConfig Assemble(PluginMigration[] migrations, params string[] files)
    {
        List<ConfigFile> read = [];
        for (int i = 0; i < files.Length; i++)
        {
            read.AddRange(new ConfigReader(_log.Logger).Read(_directory.Write($"{i}.toml", files[i]), missingIsFault: true));
        }

        return ConfigAssembly.Assemble(read, Migrator(migrations));
    }
}
