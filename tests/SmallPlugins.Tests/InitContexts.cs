using Microsoft.Extensions.Logging;
using PluginHost.Plugins;

namespace SmallPlugins.Tests;

/// <summary>Initialises a plugin that needs no other plugin.</summary>
internal static class InitContexts
{
    public static InitContext With(object? config = null, TimeProvider? clock = null, ILogger? logger = null) => new()
    {
        Config = config,
        RootDirectory = "/nowhere/root",
        StateDirectory = "/nowhere/state",
        DaemonRoot = "/nowhere",
        DaemonState = "/nowhere",
        GrpcAddress = "/nowhere/grpc.sock",
        TtrpcAddress = "/nowhere/ttrpc.sock",
        Version = new DaemonVersion("1.6.20+pluginhost.test", "none"),
        Logger = logger ?? new RecordingLogger(),
        Plugins = new NoPlugins(),
        Timeouts = new NoTimeouts(),
        Clock = clock ?? TimeProvider.System,
        Stopping = CancellationToken.None,
        RegisterReadiness = () => throw new InvalidOperationException("these plugins have nothing to wait for"),
    };

    public static Task<object> InitAsync(Registration registration, InitContext context)
        => registration.InitFn(context, CancellationToken.None);
}
