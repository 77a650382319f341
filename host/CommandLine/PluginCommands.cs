using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Host.Configuration;
using PluginHost.Host.Lifecycle;
using PluginHost.Host.Logging;
using PluginHost.Host.Plugins;
using PluginHost.Plugins;

namespace PluginHost.Host.CommandLine;

/// <summary>
/// Commands that plugins bring (docs/decisions/0012-commands-of-plugins.md). The daemon's program finds the assemblies and reads the
/// configuration as the daemon does, but creates and initialises nothing.
/// </summary>
internal static class PluginCommands
{
    /// <summary>Name and usage of each, for the help, whatever is wrong with the configuration.</summary>
    public static IReadOnlyList<(string Name, string Usage)> All(Invocation invocation, HostOptions options)
    {
        LogWriter quiet = new(invocation.ErrorStream, TimeProvider.System) { MinimumLevel = LogLevel.Critical };
        HostSetup setup = HostSetup.WithoutFiles(invocation.Program, options, quiet);
        return [.. setup.Registry.Registrations.SelectMany(plugin => plugin.Registration.Commands).Select(command => (command.Name, command.Usage))];
    }

    /// <summary>Runs the command that the first word names.</summary>
    public static async Task<int> RunAsync(Invocation invocation, HostOptions options, LogWriter log)
    {
        string name = options.Command[0];
        HostOptions merged = TrailingFlags.Take(options, out IReadOnlyList<string> arguments);
        log.MinimumLevel = merged.LogLevel.Length > 0 ? LogSettings.ParseLevel(merged.LogLevel) : LogLevel.Error;
        HostSetup setup = HostSetup.Load(invocation.Program, merged, log, missingIsFault: true);
        if (Find(setup.Registry, name) is not (PluginRegistration plugin, PluginCommand command))
        {
            return CommandDispatch.NoTopic(invocation, name);
        }

        HostConfig config = CommandLineOverrides.Apply(setup.Config, merged);
        ConfigAssembly.CheckDirectories(config);
        PluginEnvironment environment = new()
        {
            Config = config,
            Timeouts = new Timeouts(config),
            Version = HostVersion.Current,
            Clock = TimeProvider.System,
            Log = log,
            Stopping = CancellationToken.None,
        };
        CommandContext context = new()
        {
            Program = invocation.Program,
            Arguments = arguments,
            Config = new PluginConfigs(config.Plugins, log.Logger()).Decode([plugin])[0].Config,
            RootDirectory = Path.Combine(config.Root, plugin.Uri),
            StateDirectory = Path.Combine(config.State, plugin.Uri),
            DaemonRoot = config.Root,
            GrpcAddress = environment.GrpcAddress,
            TryLockRoot = () => TryLock(config.Root),
            Clock = environment.Clock,
            Logger = log.Logger(new LogField("plugin", plugin.Uri)),
            Input = new StreamReader(invocation.Input),
            Output = invocation.Output,
        };
        using CancellationTokenSource stop = new();
        using PosixSignalRegistration interrupt = On(PosixSignal.SIGINT, stop);
        using PosixSignalRegistration terminate = On(PosixSignal.SIGTERM, stop);
        return await command.RunAsync(context, stop.Token);
    }

    private static (PluginRegistration Plugin, PluginCommand Command)? Find(PluginRegistry registry, string name)
    {
        List<(PluginRegistration Plugin, PluginCommand Command)> found =
        [
            .. from plugin in registry.Registrations
               from command in plugin.Registration.Commands
               where command.Name == name
               select (plugin, command),
        ];
        return found.Count <= 1
            ? found.Count == 0 ? null : found[0]
            : throw new StartException(
                $"the command {name} is registered by {string.Join(" and by ", found.Select(each => $"{each.Plugin.Uri} ({each.Plugin.Source})"))}; "
                + "take one of them out of its plugin directory");
    }

    private static InstanceLock? TryLock(string root)
    {
        try
        {
            return InstanceLock.TryAcquire("root", root);
        }
        catch (StartException e)
        {
            throw new DaemonException(ErrorKind.NotFound, $"{e.Message}; name the daemon's root directory with --root or --config", e);
        }
    }

    private static PosixSignalRegistration On(PosixSignal signal, CancellationTokenSource stop)
        => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            _ = stop.CancelAsync();
        });
}
