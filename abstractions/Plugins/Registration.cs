namespace PluginHost.Plugins;

/// <summary>One plugin: what it is called, what it needs, how it is configured and how it comes to life.</summary>
public sealed record Registration
{
    /// <summary>For example <c>io.containerd.snapshotter.v1</c> (<see cref="PluginTypes"/>); not empty.</summary>
    public required string Type { get; init; }

    /// <summary>Unique within the type; not empty.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// <c>Type.Id</c>: the key of the TOML section, of <c>disabled_plugins</c> and <c>required_plugins</c>, and the name of the plugin's
    /// directories under root and state.
    /// </summary>
    public string Uri => $"{Type}.{Id}";

    /// <summary>Types of which every enabled plugin is initialised before this one; <c>*</c> alone: all others.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>
    /// A record that holds the defaults, or null when the plugin takes no configuration. The TOML section is decoded over a copy of it:
    /// a property <c>RootPath</c> has the key <c>root_path</c> unless <see cref="ConfigKeyAttribute"/> says otherwise.
    /// </summary>
    public object? Config { get; init; }

    /// <summary>Turns the sections of a configuration of an older version into the next version's.</summary>
    public ConfigMigration? ConfigMigration { get; init; }

    /// <summary>What the plugin adds to the command line of the daemon's program.</summary>
    public IReadOnlyList<PluginCommand> Commands { get; init; } = [];

    /// <summary>Makes the instance. See <see cref="InitContext"/> for what it may use, and <see cref="SkipPluginException"/>.</summary>
    public required Func<InitContext, CancellationToken, Task<object>> InitFn { get; init; }
}
