using Grpc.Core;
using PluginHost.Host.Plugins;
using PluginHost.Plugins;
using PluginHost.Rpc;
using PluginHost.Rpc.Server;

namespace PluginHost.Host.Listeners;

/// <summary>
/// The server plugins that are a part of the daemon itself. What a listener needs is loaded when it starts: one that is not configured
/// costs nothing.
/// </summary>
internal static class BuiltinListeners
{
    private const string Source = "the daemon itself";
    private const string GrpcMetricsId = "grpc-prometheus";

    public static void Register(PluginRegistry registry, ServeFailures failures)
    {
        foreach (Registration registration in new[] { GrpcMetrics(), Grpc(), GrpcTcp(), Ttrpc(failures), Debug(), Metrics() })
        {
            registry.Add(new PluginRegistration(registration, Source, IsShipped: true));
        }
    }

    private static Registration Ttrpc(ServeFailures failures)
        => Server("ttrpc", new TtrpcConfig(), [PluginTypes.Ttrpc, PluginTypes.Grpc], context => Ttrpc(context, failures));

    private static TtrpcListener Ttrpc(InitContext context, ServeFailures failures)
    {
        ITtrpcService[] services =
        [
            .. context.Plugins.GetByType<ITtrpcService>(PluginTypes.Ttrpc).Select(plugin => plugin.Value),
            .. context.Plugins.GetByType<ITtrpcService>(PluginTypes.Grpc).Select(plugin => plugin.Value),
        ];
        return services.Length > 0
            ? new TtrpcListener(context.ConfigOf<TtrpcConfig>(), services, failures, context.Logger)
            : throw new SkipPluginException("no ttrpc services configured");
    }

    private static Registration GrpcMetrics() => new()
    {
        Type = PluginTypes.Metrics,
        Id = GrpcMetricsId,
        Config = new GrpcMetricsConfig(),
        Requires = [PluginTypes.Grpc],
        InitFn = (context, _) => Task.FromResult<object>(new GrpcCallMetrics(context.ConfigOf<GrpcMetricsConfig>())),
    };

    private static Registration Grpc() => Server("grpc", new GrpcConfig(), [PluginTypes.Grpc, PluginTypes.Metrics], context =>
    {
        GrpcConfig config = context.ConfigOf<GrpcConfig>();
        return new GrpcListener(
            "main endpoint",
            config.Address,
            new UnixEndpoint(config.Address, config.Uid, config.Gid),
            Options(config.MaxRecvMessageSize, config.MaxSendMessageSize, context),
            [.. context.Plugins.GetByType<IGrpcService>(PluginTypes.Grpc).Select(plugin => plugin.Value.Bind())],
            context.Logger);
    });

    private static Registration GrpcTcp() => Server("grpc-tcp", new GrpcTcpConfig(), [PluginTypes.Grpc, PluginTypes.Metrics], context =>
    {
        GrpcTcpConfig config = Configured(context.ConfigOf<GrpcTcpConfig>(), context.ConfigOf<GrpcTcpConfig>().Address);
        ServerServiceDefinition[] services =
        [
            .. context.Plugins.GetByType<ITcpGrpcService>(PluginTypes.Grpc)
                .Select(plugin => plugin.Value.BindTcp())
                .OfType<ServerServiceDefinition>(),
        ];
        return services.Length > 0
            ? new GrpcListener(
                "TCP grpc endpoint",
                config.Address,
                new TcpEndpoint(TcpAddress.Parse(config.Address), TlsSettings.Load(config)),
                Options(config.MaxRecvMessageSize, config.MaxSendMessageSize, context),
                services,
                context.Logger)
            : throw new SkipPluginException("no tcp grpc services configured");
    });

    private static GrpcServerOptions Options(int receiveLimit, int sendLimit, InitContext context) => new()
    {
        MaxReceiveMessageSize = receiveLimit,
        MaxSendMessageSize = sendLimit,
        OnCallEnded = context.Plugins.TryGetById(PluginTypes.Metrics, GrpcMetricsId, out GrpcCallMetrics? metrics)
            ? metrics.OnCallEnded
            : null,
        Time = context.Clock,
    };

    private static Registration Debug() => Server("debug", new DebugConfig(), [], context =>
    {
        DebugConfig config = context.ConfigOf<DebugConfig>();
        return new DebugListener(Configured(config, config.Address), context.Logger);
    });

    private static Registration Metrics() => Server("metrics", new MetricsConfig(), [], context =>
    {
        MetricsConfig config = context.ConfigOf<MetricsConfig>();
        return new MetricsListener(Configured(config, config.Address), context.Version, context.Plugins, context.Logger);
    });

    private static Registration Server(string id, object config, IReadOnlyList<string> requires, Func<InitContext, IServer> create) => new()
    {
        Type = PluginTypes.Server,
        Id = id,
        Config = config,
        Requires = requires,
        InitFn = (context, _) => Task.FromResult<object>(create(context)),
    };

    private static T Configured<T>(T config, string address)
        => address.Length > 0 ? config : throw new SkipPluginException("no address configured");
}
