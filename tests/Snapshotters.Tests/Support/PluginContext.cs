using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Plugins;

namespace Snapshotters.Tests.Support;

/// <summary>What the host would give a plugin that needs no other.</summary>
internal static class PluginContext
{
    public static InitContext For(string root, Registration registration, object config) => new()
    {
        Config = config,
        RootDirectory = Path.Join(root, registration.Uri),
        StateDirectory = Path.Join(root, "state", registration.Uri),
        DaemonRoot = root,
        DaemonState = Path.Join(root, "state"),
        GrpcAddress = Path.Join(root, "grpc.sock"),
        TtrpcAddress = Path.Join(root, "ttrpc.sock"),
        Version = new DaemonVersion("1.6.20", "test"),
        Logger = NullLogger.Instance,
        Plugins = new NoPlugins(),
        Timeouts = new NoTimeouts(),
        Clock = TimeProvider.System,
        Stopping = CancellationToken.None,
        RegisterReadiness = static () => throw new NotSupportedException("a snapshotter is ready at once"),
    };

    private sealed class NoTimeouts : ITimeouts
    {
        public TimeSpan Get(string key) => TimeSpan.FromSeconds(1);
    }

    private sealed class NoPlugins : IPluginSet
    {
        public IReadOnlyList<PluginStatus> All => [];

        public T GetSingle<T>(string type)
            where T : class
            => throw new InvalidOperationException($"no plugin of type {type}");

        public T GetById<T>(string type, string id)
            where T : class
            => throw new InvalidOperationException($"no plugin {type}.{id}");

        public bool TryGetById<T>(string type, string id, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? instance)
            where T : class
        {
            instance = null;
            return false;
        }

        public IReadOnlyList<KeyValuePair<string, T>> GetByType<T>(string type)
            where T : class
            => [];
    }
}
