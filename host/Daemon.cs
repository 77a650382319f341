using System.Globalization;
using Microsoft.Extensions.Logging;
using PluginHost.Host.CommandLine;
using PluginHost.Host.Configuration;
using PluginHost.Host.Lifecycle;
using PluginHost.Host.Listeners;
using PluginHost.Host.Logging;
using PluginHost.Host.Plugins;
using PluginHost.Linux;
using PluginHost.Logging;
using PluginHost.Plugins;

namespace PluginHost.Host;

/// <summary>
/// The daemon from start to stop. The order is containerd's (cmd/containerd/command/main.go), but for one thing: everything that can be
/// wrong with the configuration is found before the first directory is created.
/// </summary>
internal sealed class Daemon(string program, HostOptions options, LogWriter log, TimeProvider clock)
{
    private const string CgroupRoot = "/sys/fs/cgroup";
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BootGrace = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger = log.Logger();
    private readonly PluginSet _set = new();
    private readonly Readiness _readiness = new();

    /// <returns>The exit code.</returns>
    /// <exception cref="StartException">The daemon can't start; nothing is left running.</exception>
    /// <exception cref="OperationCanceledException">It was told to stop before it was up.</exception>
    public async Task<int> RunAsync()
    {
        long started = clock.GetTimestamp();
        SetLevel(options.LogLevel);
        HostSetup setup = HostSetup.Load(program, options, log, missingIsFault: true);
        HostConfig config = CommandLineOverrides.Apply(setup.Config, options);
        SetLevel(options.LogLevel.Length > 0 ? options.LogLevel : config.Debug.Level);
        log.Format = LogSettings.ParseFormat(config.Debug.Format);
        ConfigAssembly.CheckDirectories(config);

        using CancellationTokenSource stopping = new();
        PluginGraph graph = setup.Graph();
        IReadOnlyList<PreparedPlugin> plugins = setup.Prepare(graph);
        PluginEnvironment environment = new()
        {
            Config = config,
            Timeouts = new Timeouts(config),
            Version = HostVersion.Current,
            Clock = clock,
            Log = log,
            Stopping = stopping.Token,
        };
        PluginInitializer initializer = new(environment, _set, _readiness, _logger);
        initializer.CheckRequired(setup.Registry.Failures.Concat(graph.Failures), plugins);

        DaemonDirectories.Create(config);
        using InstanceLock rootLock = InstanceLock.Acquire("root", config.Root);
        using InstanceLock stateLock = InstanceLock.Acquire("state", config.State);
        BackgroundFaults.LogInsteadOfDying(_logger);
        StateDump dump = new(program, environment, setup.Files, _set, initializer, _logger);
        using DaemonSignals signals = new(() => Cancel(stopping), dump.Write, _logger);
        ServiceManager manager = new(Environment.GetEnvironmentVariable(SdNotify.AddressVariable), _logger);

        await BootAsync(config, plugins, initializer, stopping.Token);
        manager.Ready();
        string seconds = clock.GetElapsedTime(started).TotalSeconds.ToString("F6", CultureInfo.InvariantCulture);
        _logger.Info($"{program} successfully booted in {seconds}s");

        int code = await EndAsync(setup.ServeFailures, stopping.Token);
        await stopping.CancelAsync();
        manager.Stopping();
        await CloseAsync();
        return code;
    }

    /// <summary>Waits until the daemon is told to stop, or can't serve any more.</summary>
    private async Task<int> EndAsync(ServeFailures failures, CancellationToken stopping)
    {
        try
        {
            Exception failure = await failures.First.WaitAsync(stopping);
            _logger.LogCritical(failure, "serve failure");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }

    /// <summary>Boots on another thread, so that a plugin that blocks does not keep the daemon from obeying TERM.</summary>
    private async Task BootAsync(
        HostConfig config, IReadOnlyList<PreparedPlugin> plugins, PluginInitializer initializer, CancellationToken stopping)
    {
        Task boot = Task.Run(() => StartAsync(config, plugins, initializer, stopping), CancellationToken.None);
        try
        {
            await boot.WaitAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Task.WhenAny(boot, Task.Delay(BootGrace, clock, CancellationToken.None));
            await CloseAsync();
            throw;
        }
        catch
        {
            await CloseAsync();
            throw;
        }
    }

    private async Task StartAsync(
        HostConfig config, IReadOnlyList<PreparedPlugin> plugins, PluginInitializer initializer, CancellationToken stopping)
    {
        await LeftoverMounts.RemoveAsync(Path.Combine(config.Root, DaemonDirectories.TempMounts), _logger, stopping);
        _logger.Info($"starting {program}", ("revision", HostVersion.Current.Revision), ("version", HostVersion.Current.Version));
        OomScore.Set(config.OomScore, _logger);
        CgroupMembership.Join(config.Cgroup.Path, CgroupRoot);
        await initializer.InitializeAsync(plugins, stopping);
        await StartServersAsync(stopping);
        await _readiness.WaitAsync(stopping);
    }

    private async Task StartServersAsync(CancellationToken stopping)
    {
        foreach (PluginEntry entry in _set.Entries)
        {
            if (entry.Instance is IServer server)
            {
                await server.StartAsync(stopping);
            }
            else if (entry is { Instance: not null, Status.Type: PluginTypes.Server })
            {
                _logger.Warn("plugin does not implement server interface, will not be started", ("id", entry.Status.Uri));
            }
        }
    }

    private Task CloseAsync() => new PluginShutdown(CloseLimit, clock, _logger).CloseAsync(_set.Entries);

    private void SetLevel(string word)
    {
        if (word.Length > 0)
        {
            log.MinimumLevel = LogSettings.ParseLevel(word);
        }
    }

    private static void Cancel(CancellationTokenSource source)
    {
        // On the thread pool: what waits for the token must not run on the signal's thread.
        _ = source.CancelAsync();
    }
}
