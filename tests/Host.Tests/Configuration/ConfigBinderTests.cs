using PluginHost.Host.Configuration;
using PluginHost.Plugins;
using PluginHost.Toml;

namespace Host.Tests.Configuration;

public sealed class ConfigBinderTests
{
    private readonly ConfigBinder _binder = new();

    [Fact]
    public void Keys_that_are_there_replace_and_the_rest_keeps_its_default()
    {
        Sample bound = Bind("root_path = '/x'\nmax_count = 5\nratio = 1\nwait = '1m'");

        Assert.Equal(("/x", 5, 1.0, TimeSpan.FromMinutes(1), true), (bound.RootPath, bound.MaxCount, bound.Ratio, bound.Wait, bound.Enabled));
        Assert.Empty(_binder.Faults);
    }

    [Fact]
    public void The_defaults_are_not_changed()
    {
        Sample defaults = new();

        _binder.Bind(defaults, TomlReader.Parse("root_path = '/x'\n[nested]\nname = 'n'\n[children.a]\nname = 'b'", "f"));

        Assert.Equal("", defaults.RootPath);
        Assert.Equal("inner", defaults.Nested.Name);
        Assert.Equal("first", defaults.Children["a"].Name);
    }

    [Fact]
    public void A_list_is_replaced_whole() => Assert.Equal(["z"], Bind("names = ['z']").Names);

    [Fact]
    public void A_map_is_merged_by_key()
    {
        Sample bound = Bind("[children.a]\nsize = 3\n[children.b]\nname = 'second'");

        Assert.Equal(new Child { Name = "first", Size = 3 }, bound.Children["a"]);
        Assert.Equal(new Child { Name = "second", Size = 1 }, bound.Children["b"]);
    }

    [Fact]
    public void An_attribute_names_the_key() => Assert.True(Bind("SystemdCgroup = true").UsesSystemd);

    [Fact]
    public void A_free_value_becomes_plain_objects()
    {
        Dictionary<string, object> options = Assert.IsType<Dictionary<string, object>>(Bind("[options]\na = 1\nb = ['x', true]").Options);

        Assert.Equal(1L, options["a"]);
        Assert.Equal(new object[] { "x", true }, Assert.IsType<List<object>>(options["b"]));
    }

    [Fact]
    public void An_unknown_key_is_named_with_its_place()
    {
        Bind("max_count = 1\n[nested]\nnope = 1");

        UnknownKey key = Assert.Single(_binder.UnknownKeys);
        Assert.Equal("file.toml", key.File);
        Assert.Equal(["section", "nested", "nope"], key.Path);
        Assert.Equal(3, key.Position.Line);
    }

    [Fact]
    public void Wrong_types_are_all_named_with_file_line_and_key()
    {
        Bind("root_path = 1\nwait = 'abc'\nmax_count = 99999999999\nnames = [1]");

        Assert.Equal(
        [
            "failed to load TOML from file.toml: failed to unmarshal TOML at row 1 column 13: toml: "
                + "cannot decode TOML integer into a value of type string (key section.root_path)",
            "failed to load TOML from file.toml: failed to unmarshal TOML at row 2 column 8: toml: "
                + "time: invalid duration \"abc\" (key section.wait)",
            "failed to load TOML from file.toml: failed to unmarshal TOML at row 3 column 13: toml: "
                + "integer 99999999999 is out of range (key section.max_count)",
            "failed to load TOML from file.toml: failed to unmarshal TOML at row 4 column 10: toml: "
                + "cannot decode TOML integer into a value of type string (key section.names)",
        ], _binder.Faults.Select(fault => fault.ToString()));
    }

    [Theory]
    [InlineData("RootPath", "root_path")]
    [InlineData("TlsCA", "tls_ca")]
    [InlineData("TLSCert", "tls_cert")]
    [InlineData("X509KeyPairStreaming", "x509_key_pair_streaming")]
    [InlineData("Address", "address")]
    public void A_property_name_in_snake_case_is_the_key(string name, string key) => Assert.Equal(key, ConfigProperty.SnakeCase(name));

    [Fact]
    public void What_was_bound_prints_the_same_again()
    {
        const string Toml = """
            root_path = '/x'
            max_count = 7
            ratio = 0.5
            wait = '1m0s'
            enabled = false
            names = ['a', 'b']
            SystemdCgroup = true

            [nested]
              name = 'n'
              size = 2

            [children]
              [children.a]
                name = 'q'
                size = 1

            [options]
              k = 'v'

            """;

        Assert.Equal(Toml, TomlWriter.Write(ConfigPrinter.ToTable(Bind(Toml)), TomlWriterOptions.Containerd2));
    }

    [Fact]
    public void An_empty_value_is_left_out_where_the_record_says_so()
        => Assert.DoesNotContain("hidden", TomlWriter.Write(ConfigPrinter.ToTable(new Sample()), TomlWriterOptions.Containerd2), StringComparison.Ordinal);

    private Sample Bind(string toml) => (Sample)_binder.Bind(new Sample(), TomlReader.Parse(toml, "file.toml"), ["section"]);

    internal sealed record Sample
    {
        public string RootPath { get; init; } = "";

        public int MaxCount { get; init; } = 2;

        public double Ratio { get; init; } = 0.02;

        public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(10);

        public bool Enabled { get; init; } = true;

        public IReadOnlyList<string> Names { get; init; } = ["x", "y"];

        [ConfigKey("SystemdCgroup")]
        public bool UsesSystemd { get; init; }

        [ConfigKey("hidden", OmitEmpty = true)]
        public string Hidden { get; init; } = "";

        public Child Nested { get; init; } = new() { Name = "inner" };

        public IReadOnlyDictionary<string, Child> Children { get; init; } = new Dictionary<string, Child> { ["a"] = new() { Name = "first" } };

        public object Options { get; init; } = new Dictionary<string, object>();
    }

    internal sealed record Child
    {
        public string Name { get; init; } = "";

        public int Size { get; init; } = 1;
    }
}
