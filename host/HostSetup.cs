using Microsoft.Extensions.Logging;
using PluginHost.Host.CommandLine;
using PluginHost.Host.Configuration;
using PluginHost.Host.Listeners;
using PluginHost.Host.Logging;
using PluginHost.Host.Plugins;
using PluginHost.Toml;

namespace PluginHost.Host;

/// <summary>
/// What is known before anything is created: the plugins that were found, and the configuration. The plugins come first, because they
/// migrate the configuration, and the files before them, because they name a directory of plugins.
/// </summary>
internal sealed class HostSetup
{
    private const string OwnPlugins = "../plugins.d";
    private readonly ILogger _logger;

    private HostSetup(
        PluginRegistry registry, HostConfig config, IReadOnlyList<ConfigFile> files, ServeFailures serveFailures, ILogger logger)
    {
        Registry = registry;
        Config = config;
        Files = files;
        ServeFailures = serveFailures;
        _logger = logger;
    }

    public PluginRegistry Registry { get; }

    public HostConfig Config { get; }

    /// <summary>The files that were read, in the order of merging.</summary>
    public IReadOnlyList<ConfigFile> Files { get; }

    /// <summary>Where the daemon's own listeners report.</summary>
    public ServeFailures ServeFailures { get; }

    /// <summary>Reads the files and finds the plugins.</summary>
    /// <param name="program">The program's name, for messages.</param>
    /// <param name="options">The command line.</param>
    /// <param name="log">The log.</param>
    /// <param name="missingIsFault">False: the file of <c>--config</c> and imports may be absent.</param>
    /// <exception cref="ConfigException">The configuration can't be used.</exception>
    public static HostSetup Load(string program, HostOptions options, LogWriter log, bool missingIsFault)
    {
        ILogger logger = log.Logger();
        string path = options.ConfigPathOrDefault;
        IReadOnlyList<ConfigFile> files = options.ConfigPath is not null || File.Exists(path)
            ? new ConfigReader(logger).Read(path, missingIsFault)
            : [];
        return Create(program, options, files, logger);
    }

    /// <summary>The defaults alone.</summary>
    public static HostSetup WithoutFiles(string program, HostOptions options, LogWriter log) => Create(program, options, [], log.Logger());

    /// <summary>The plugins that the configuration lets take part, in the order of initialisation.</summary>
    public PluginGraph Graph() => new(Registry.Registrations, new HashSet<string>(Config.DisabledPlugins, StringComparer.Ordinal));

    /// <summary>Decodes the plugin sections.</summary>
    /// <exception cref="ConfigException">A section can't be used.</exception>
    public IReadOnlyList<PreparedPlugin> Prepare(PluginGraph graph)
    {
        PluginConfigs configs = new(Config.Plugins, _logger);
        configs.WarnOfUnknown(new HashSet<string>(Registry.Registrations.Select(plugin => plugin.Uri), StringComparer.Ordinal));
        return configs.Decode(graph.Ordered);
    }

    /// <summary>The whole configuration as <c>config dump</c> prints it.</summary>
    /// <exception cref="ConfigException">A section can't be used.</exception>
    public TomlTable ToPrintedConfig()
    {
        TomlTable sections = Config.Plugins.Clone();
        foreach (PreparedPlugin prepared in Prepare(Graph()))
        {
            if (prepared.Config is not null)
            {
                sections.Set(prepared.Plugin.Uri, ConfigPrinter.ToTable(prepared.Config));
            }
        }

        TomlTable sorted = new();
        foreach (string uri in sections.Keys.Order(StringComparer.Ordinal))
        {
            sorted.Add(uri, sections[uri]);
        }

        Dictionary<string, string> timeouts = new(Timeouts.Defaults);
        foreach ((string key, string value) in Config.Timeouts)
        {
            timeouts[key] = value;
        }

        TomlTable printed = ConfigPrinter.ToTable(Config with { Version = HostConfig.CurrentVersion, Timeouts = timeouts });
        printed.Set("plugins", sorted);
        return printed;
    }

    private static HostSetup Create(string program, HostOptions options, IReadOnlyList<ConfigFile> files, ILogger logger)
    {
        PluginRegistry registry = new();
        PluginDiscovery discovery = new(FileTrust.ForProgramIn(AppContext.BaseDirectory), registry, logger);
        PluginLoader loader = new(registry, logger);
        ServeFailures failures = new();
        BuiltinListeners.Register(registry, failures);
        foreach (PluginAssembly assembly in discovery.Find(Directories(options, files)))
        {
            loader.Load(assembly);
        }

        PluginMigration[] migrations =
        [
            .. new PluginGraph(registry.Registrations, []).Ordered
                .Where(plugin => plugin.Registration.ConfigMigration is not null)
                .Select(plugin => new PluginMigration(plugin.Uri, plugin.Registration.ConfigMigration!)),
        ];
        HostConfig config = ConfigAssembly.Assemble(files, new ConfigMigrator(migrations, program, logger));
        new ProxyRegistration(registry, files, logger).Register(config);
        return new HostSetup(registry, config, files, failures, logger);
    }

    /// <summary>The daemon's own, that of the configuration (the last file that names one), those of the command line.</summary>
    private static IEnumerable<string> Directories(HostOptions options, IReadOnlyList<ConfigFile> files)
    {
        string own = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, OwnPlugins));
        string? configured = files
            .Select(file => file.Table.TryGetValue("plugin_dir", out TomlValue? value) && value is TomlString text ? text.Value : "")
            .LastOrDefault(path => path.Length > 0);
        return new[] { Directory.Exists(own) ? own : null, configured }.OfType<string>().Concat(options.PluginDirectories);
    }
}
