using System.Diagnostics;
using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Host.Logging;
using PluginHost.Logging;
using PluginHost.Plugins;

namespace PluginHost.Host.Plugins;

/// <summary>
/// Brings plugins to life, one after the other (containerd cmd/containerd/server/server.go). One that fails is recorded and the next is
/// tried; only one that the configuration requires ends the start.
/// </summary>
internal sealed class PluginInitializer(PluginEnvironment environment, PluginSet set, Readiness readiness, ILogger logger)
{
    private static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(10);
    private readonly HashSet<string> _required = new(environment.Config.RequiredPlugins, StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _durations = new(StringComparer.Ordinal);

    /// <summary>The plugin that is being initialised; null when none is.</summary>
    public string? Current { get; private set; }

    /// <summary>How long each plugin took, by URI.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Durations => _durations;

    /// <summary>Ends a start that can't succeed before the first plugin is tried.</summary>
    /// <param name="failures">Plugins that could not be registered or ordered; they become a part of the set.</param>
    /// <param name="plugins">Those that will be initialised.</param>
    /// <exception cref="StartException">A required plugin is not there.</exception>
    public void CheckRequired(IEnumerable<PluginEntry> failures, IReadOnlyList<PreparedPlugin> plugins)
    {
        foreach (PluginEntry failure in failures)
        {
            set.Add(failure);
            if (_required.Contains(failure.Status.Uri) && !plugins.Any(prepared => prepared.Plugin.Uri == failure.Status.Uri))
            {
                throw new StartException(
                    $"load required plugin {failure.Status.Uri}: {failure.Status.Error?.Message}", failure.Status.Error);
            }
        }

        IEnumerable<string> missing = _required.Except(plugins.Select(prepared => prepared.Plugin.Uri), StringComparer.Ordinal);
        if (missing.Any())
        {
            throw new StartException($"required plugin [{string.Join(' ', missing.Order(StringComparer.Ordinal))}] not included");
        }
    }

    /// <exception cref="StartException">A required plugin failed or was skipped.</exception>
    /// <exception cref="OperationCanceledException">The token fired; the plugins that are up stay in the set.</exception>
    public async Task InitializeAsync(IReadOnlyList<PreparedPlugin> plugins, CancellationToken cancellationToken)
    {
        foreach (PreparedPlugin prepared in plugins)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await InitializeAsync(prepared, plugins, cancellationToken);
        }
    }

    private async Task InitializeAsync(PreparedPlugin prepared, IReadOnlyList<PreparedPlugin> all, CancellationToken cancellationToken)
    {
        PluginRegistration plugin = prepared.Plugin;
        logger.Info("loading plugin", ("id", plugin.Uri), ("type", plugin.Type));
        Current = plugin.Uri;
        int holds = readiness.Registrations;
        long started = environment.Clock.GetTimestamp();
        InitContext context = ContextOf(prepared);
        object? instance = null;
        Exception? error = null;
        try
        {
            instance = await WithReminderAsync(plugin, plugin.Registration.InitFn(context, cancellationToken));
            error = instance is null ? new DaemonException(ErrorKind.Unknown, $"the InitFn of {plugin.Uri} returned nothing") : null;
        }
        catch (Exception failure) when (!(failure is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            error = WithUnmetRequirements(LoadFaults.Explain(failure), plugin, all);
        }

        _durations[plugin.Uri] = environment.Clock.GetElapsedTime(started);
        Current = null;
        set.Add(new PluginEntry(StatusOf(plugin, context.Meta, error), instance));
        if (error is not null)
        {
            Report(plugin, error, readiness.Registrations > holds);
        }
    }

    private void Report(PluginRegistration plugin, Exception error, bool heldReadiness)
    {
        if (error is SkipPluginException)
        {
            logger.Info("skip loading plugin", ("error", error), ("id", plugin.Uri), ("type", plugin.Type));
        }
        else
        {
            logger.Warn(error, "failed to load plugin", ("id", plugin.Uri), ("type", plugin.Type));
        }

        if (_required.Contains(plugin.Uri))
        {
            throw new StartException($"load required plugin {plugin.Uri}: {error.Message}", error);
        }

        if (heldReadiness)
        {
            throw new StartException($"plugin failed after registering readiness {plugin.Uri}: {error.Message}", error);
        }
    }

    /// <summary>A plugin may wait for long, as for a lock that another process holds: say which one it is.</summary>
    private async Task<object> WithReminderAsync(PluginRegistration plugin, Task<object> init)
    {
        Stopwatch waiting = Stopwatch.StartNew();
        while (!init.IsCompleted)
        {
            using CancellationTokenSource done = new();
            Task reminder = Task.Delay(SlowAfter, environment.Clock, done.Token);
            if (await Task.WhenAny(init, reminder) == reminder)
            {
                logger.Warn("plugin is still loading", ("id", plugin.Uri), ("type", plugin.Type), ("waited", waiting.Elapsed));
            }

            await done.CancelAsync();
        }

        return await init;
    }

    private InitContext ContextOf(PreparedPlugin prepared) => new()
    {
        Config = prepared.Config,
        RootDirectory = Path.Combine(environment.Config.Root, prepared.Plugin.Uri),
        StateDirectory = Path.Combine(environment.Config.State, prepared.Plugin.Uri),
        DaemonRoot = environment.Config.Root,
        DaemonState = environment.Config.State,
        GrpcAddress = environment.GrpcAddress,
        TtrpcAddress = environment.TtrpcAddress,
        Version = environment.Version,
        Logger = environment.Log.Logger(new LogField("plugin", prepared.Plugin.Uri)),
        Plugins = set,
        Timeouts = environment.Timeouts,
        Clock = environment.Clock,
        Stopping = environment.Stopping,
        RegisterReadiness = readiness.Register,
    };

    private static Exception WithUnmetRequirements(Exception error, PluginRegistration plugin, IReadOnlyList<PreparedPlugin> all)
    {
        List<string> unmet = [.. plugin.Registration.Requires.Where(
            type => type != PluginTypes.All && !all.Any(other => other.Plugin.Type == type)
                && !error.Message.Contains(type, StringComparison.Ordinal))];
        return error is SkipPluginException || unmet.Count == 0
            ? error
            : new DaemonException(
                (error as DaemonException)?.Kind ?? ErrorKind.Unknown,
                $"no plugins registered for the required {string.Join(", ", unmet)}: {error.Message}",
                error);
    }

    private static PluginStatus StatusOf(PluginRegistration plugin, PluginMeta meta, Exception? error) => new()
    {
        Type = plugin.Type,
        Id = plugin.Id,
        Requires = plugin.Registration.Requires,
        Platforms = [.. meta.Platforms],
        Exports = new Dictionary<string, string>(meta.Exports),
        Capabilities = [.. meta.Capabilities],
        Error = error,
    };
}
