using Microsoft.Extensions.Logging;

namespace PluginHost.Plugins;

/// <summary>What a plugin gets to come to life.</summary>
public sealed class InitContext
{
    /// <summary>The registration's config with the TOML section decoded over it; null if the plugin takes none.</summary>
    public object? Config { get; init; }

    /// <summary><c>&lt;root&gt;/&lt;uri&gt;</c>: what survives a reboot. The plugin creates it if it needs it.</summary>
    public required string RootDirectory { get; init; }

    /// <summary><c>&lt;state&gt;/&lt;uri&gt;</c>: what need not survive a reboot. The plugin creates it if it needs it.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The daemon's root directory itself: temporary mounts live in its <c>tmpmounts</c>.</summary>
    public required string DaemonRoot { get; init; }

    /// <summary>The daemon's state directory itself.</summary>
    public required string DaemonState { get; init; }

    /// <summary>Path of the gRPC socket.</summary>
    public required string GrpcAddress { get; init; }

    /// <summary>Path of the TTRPC socket.</summary>
    public required string TtrpcAddress { get; init; }

    /// <summary>The daemon's version, for example <c>1.6.20+pluginhost.0.1.0</c>, and its revision.</summary>
    public required DaemonVersion Version { get; init; }

    /// <summary>Logs under the plugin's name.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>Where the plugin says what it exports.</summary>
    public PluginMeta Meta { get; } = new();

    /// <summary>The plugins that are there; those of the required types have been tried before this one. Live: look up, do not keep.</summary>
    public required IPluginSet Plugins { get; init; }

    /// <summary>The <c>[timeouts]</c> table with its defaults.</summary>
    public required ITimeouts Timeouts { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Fires when the daemon begins to stop, before plugins are closed.</summary>
    public required CancellationToken Stopping { get; init; }

    /// <summary>Asks the daemon not to say that it is ready before the returned object has been disposed.</summary>
    public required Func<IDisposable> RegisterReadiness { get; init; }

    /// <summary>The configuration as the type the plugin registered.</summary>
    public T ConfigOf<T>()
        where T : class
        => Config as T ?? throw new InvalidOperationException($"the plugin was registered without a {typeof(T).Name}");
}
