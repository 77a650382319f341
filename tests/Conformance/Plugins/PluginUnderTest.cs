using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Plugins;

namespace PluginHost.Conformance.Plugins;

/// <summary>
/// A plugin that was brought to life as the daemon does it: found by the attribute of its assembly, started with a context of its own
/// directories. So a vendor's suite needs no access to the vendor's classes.
/// </summary>
public sealed class PluginUnderTest : IAsyncDisposable
{
    private readonly object _instance;

    private PluginUnderTest(object instance) => _instance = instance;

    /// <summary>Starts the plugin of an id.</summary>
    /// <param name="assembly">The name of the plugin's assembly, without <c>.dll</c>; it lies beside the tests.</param>
    /// <param name="id">The id of the registration.</param>
    /// <param name="root">Stands for the daemon's root directory.</param>
    /// <param name="others">The plugins that this one finds; none by default.</param>
    /// <param name="config">In the place of the defaults that the plugin registers.</param>
    /// <exception cref="InvalidOperationException">The assembly has no such plugin.</exception>
    public static async Task<PluginUnderTest> StartAsync(
        string assembly, string id, string root, PluginTable? others = null, object? config = null)
    {
        Registration registration = Find(assembly, id);
        InitContext context = new()
        {
            Config = config ?? registration.Config,
            RootDirectory = Path.Join(root, registration.Uri),
            StateDirectory = Path.Join(root, "state", registration.Uri),
            DaemonRoot = root,
            DaemonState = Path.Join(root, "state"),
            GrpcAddress = "",
            TtrpcAddress = "",
            Version = new DaemonVersion("0", "0"),
            Logger = NullLogger.Instance,
            Plugins = others ?? new PluginTable(),
            Timeouts = new StandardTimeouts(),
            Clock = TimeProvider.System,
            Stopping = CancellationToken.None,
            RegisterReadiness = static () => new Readiness(),
        };

        return new PluginUnderTest(await registration.InitFn(context, CancellationToken.None));
    }

    /// <summary>What the plugin gave, as a contract.</summary>
    /// <exception cref="InvalidOperationException">It does not implement it.</exception>
    public T As<T>()
        where T : class
        => _instance as T ?? throw new InvalidOperationException($"{_instance.GetType()} is no {typeof(T).Name}");

    /// <summary>Closes the plugin, if it can be closed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_instance is IAsyncDisposable closable)
        {
            await closable.DisposeAsync();
        }
    }

    private static Registration Find(string assembly, string id)
    {
        IEnumerable<Registration> registrations = Assembly.Load(assembly).GetCustomAttributes<PluginAttribute>()
            .Select(static attribute => (IPlugin)Activator.CreateInstance(attribute.Entry)!)
            .SelectMany(static plugin => plugin.Registrations);

        return registrations.FirstOrDefault(registration => registration.Id == id)
            ?? throw new InvalidOperationException($"{assembly} has no plugin with the id {id}");
    }

    private sealed class StandardTimeouts : ITimeouts
    {
        public TimeSpan Get(string key) => TimeSpan.FromSeconds(10);
    }

    private sealed class Readiness : IDisposable
    {
        public void Dispose() => GC.SuppressFinalize(this);
    }
}
