using Microsoft.Extensions.Logging;

namespace PluginHost.Plugins;

/// <summary>What a command of a plugin gets: the same places and settings that the plugin has in the daemon.</summary>
public sealed class CommandContext
{
    /// <summary>The name that the program was called by, for messages.</summary>
    public required string Program { get; init; }

    /// <summary>What follows the command's name, without the daemon's own flags, which may stand there too.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The registration's config with the TOML section decoded over it; null if the plugin takes none.</summary>
    public object? Config { get; init; }

    /// <summary><c>&lt;root&gt;/&lt;uri&gt;</c>, as <see cref="InitContext.RootDirectory"/>.</summary>
    public required string RootDirectory { get; init; }

    /// <summary><c>&lt;state&gt;/&lt;uri&gt;</c>, as <see cref="InitContext.StateDirectory"/>.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The daemon's root directory itself.</summary>
    public required string DaemonRoot { get; init; }

    /// <summary>Where the daemon listens for gRPC when it runs with this configuration.</summary>
    public required string GrpcAddress { get; init; }

    /// <summary>
    /// Keeps daemons off the root directory until the result is disposed; null when one runs on it. A <see cref="Errors.DaemonException"/>
    /// if there is no such directory.
    /// </summary>
    public required Func<IDisposable?> TryLockRoot { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Standard error, in the form of the daemon's log.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>Standard input.</summary>
    public required TextReader Input { get; init; }

    /// <summary>Standard output.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>The configuration as the type the plugin registered.</summary>
    public T ConfigOf<T>()
        where T : class
        => Config as T ?? throw new InvalidOperationException($"the plugin was registered without a {typeof(T).Name}");
}
