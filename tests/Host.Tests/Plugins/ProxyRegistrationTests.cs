using Host.Tests.Support;
using PluginHost.Host.Configuration;
using PluginHost.Host.Plugins;
using PluginHost.Plugins;

namespace Host.Tests.Plugins;

public sealed class ProxyRegistrationTests : IDisposable
{
    private const string Thing = "io.acme.thing.v1";

    private readonly TempDirectory _directory = new();
    private readonly CapturedLog _log = new();
    private readonly PluginRegistry _registry = new();
    private readonly Provider _provider = new();

    public ProxyRegistrationTests() => _registry.Add(_provider);

    [Fact]
    public void Each_entry_becomes_a_plugin_of_its_name()
    {
        Register("""
            version = 4
            [proxy_plugins.far]
            type = 'thing'
            address = '/run/far.sock'
            platform = 'linux/arm64'
            capabilities = ['one', 'two']
            [proxy_plugins.far.exports]
            root = '/x'
            [proxy_plugins.near]
            type = 'io.acme.thing.v1'
            address = 'unix:///run/near.sock'
            """);

        Assert.Equal(["io.acme.thing.v1.far", "io.acme.thing.v1.near"], _registry.Registrations.Select(static plugin => plugin.Uri));
        ProxyPlugin far = _provider.Asked[0];
        Assert.Equal(("far", Thing, "/run/far.sock", "linux/arm64"), (far.Name, far.Type, far.Address, far.Platform));
        Assert.Equal(["one", "two"], far.Capabilities);
        Assert.Equal("/x", far.Exports["root"]);
        Assert.Equal("/run/near.sock", _provider.Asked[1].Address);
        Assert.Empty(_registry.Failures);
    }

    [Theory]
    [InlineData("address = '/a.sock'", 2, "proxy_plugins.far.type: missing: use one of thing, io.acme.thing.v1, content")]
    [InlineData("type = 'snap'\naddress = '/a.sock'", 3, "proxy_plugins.far.type: unknown type \"snap\": use one of thing, io.acme.thing.v1, content")]
    [InlineData("type = 'thing'", 2, "proxy_plugins.far.address: missing: the path of the unix socket on which the plugin listens")]
    [InlineData("type = 'thing'\naddress = ''", 4, "proxy_plugins.far.address: missing: the path of the unix socket on which the plugin listens")]
    [InlineData("type = 'thing'\naddress = 'tcp://1.2.3.4:5'", 4, "proxy_plugins.far.address: \"tcp://1.2.3.4:5\" is not the absolute path of a unix socket, and nothing else is dialled")]
    [InlineData("type = 'thing'\naddress = 'a.sock'", 4, "proxy_plugins.far.address: \"a.sock\" is not the absolute path of a unix socket, and nothing else is dialled")]
    public void A_fault_names_file_row_and_key(string entry, int row, string fault)
        => Assert.Equal(
            $"invalid proxy plugin: {_directory.In("0.toml")} at row {row}: {fault}",
            Refusal($"version = 4\n[proxy_plugins.far]\n{entry}"));

    [Fact]
    public void A_path_that_no_socket_can_have_is_refused()
    {
        string path = "/" + new string('x', 107);

        Assert.EndsWith(
            $"proxy_plugins.far.address: the path of a unix socket has 107 bytes at most, \"{path}\" has 108",
            Refusal($"version = 4\n[proxy_plugins.far]\ntype = 'thing'\naddress = '{path}'"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_that_is_taken_is_refused_with_the_name_of_who_has_it()
    {
        _registry.Add(Plans.Plugin("io.acme.thing.v1.far") with { Source = "/one.dll" });

        Assert.Equal(
            $"invalid proxy plugin: {_directory.In("0.toml")} at row 2: proxy_plugins.far: io.acme.thing.v1.far is registered by /one.dll: "
            + "plugin: id already registered: choose another name",
            Refusal("version = 4\n[proxy_plugins.far]\ntype = 'thing'\naddress = '/a.sock'"));
    }

    [Fact]
    public void All_faults_are_told_at_once_with_the_file_that_has_the_last_word()
    {
        string refusal = Refusal(
            "version = 4\n[proxy_plugins.a]\ntype = 'thing'\naddress = '/a.sock'\n[proxy_plugins.b]",
            "version = 4\n[proxy_plugins.a]\ntype = 'thing'\naddress = 'x'");

        string first = _directory.In("0.toml");
        Assert.Equal(
            [
                $"invalid proxy plugin: {_directory.In("1.toml")} at row 4: proxy_plugins.a.address",
                $"invalid proxy plugin: {first} at row 5: proxy_plugins.b.type",
                $"invalid proxy plugin: {first} at row 5: proxy_plugins.b.address",
            ],
            refusal.Split("; ").Select(static fault => string.Join(": ", fault.Split(": ")[..3])));
    }

    [Fact]
    public void A_second_content_store_that_is_not_disabled_is_warned_of()
    {
        _registry.Add(Plans.Plugin("io.containerd.content.v1.content"));
        string entry = "version = 4\n[proxy_plugins.far]\ntype = 'content'\naddress = '/a.sock'";
        Register(entry);
        Assert.Contains("there can be only one content store", _log.Text, StringComparison.Ordinal);
        Assert.Contains("io.containerd.content.v1.content io.containerd.content.v1.far", _log.Text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _directory.Dispose();
        _log.Dispose();
    }

    private string Refusal(params string[] texts) => Assert.Throws<ConfigException>(() => Register(texts)).Message;

    private void Register(params string[] texts)
    {
        ConfigReader reader = new(_log.Logger);
        ConfigFile[] files = [.. texts.Select((text, index) => reader.Read(_directory.Write($"{index}.toml", text), missingIsFault: true)[0])];
        HostConfig config = ConfigAssembly.Assemble(files, new ConfigMigrator([], "pluginhost", _log.Logger));
        new ProxyRegistration(_registry, files, _log.Logger).Register(config);
    }

    private sealed class Provider : IProxyProvider
    {
        public List<ProxyPlugin> Asked { get; } = [];

        public IEnumerable<Registration> Registrations => [];

        public IReadOnlyDictionary<string, string> ProxyTypes { get; } = new Dictionary<string, string>
        {
            ["thing"] = Thing, [Thing] = Thing, ["content"] = PluginTypes.Content,
        };

        public Registration Register(ProxyPlugin entry)
        {
            Asked.Add(entry);
            return new Registration { Type = entry.Type, Id = entry.Name, InitFn = static (_, _) => Task.FromResult(new object()) };
        }
    }
}
