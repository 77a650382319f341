using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace PluginHost.Rpc.Server.Calls;

/// <summary>What all calls of a server share.</summary>
internal sealed class GrpcCallSettings(GrpcServerOptions options, ILogger logger)
{
    private const int DefaultReceiveLimit = 4 * 1024 * 1024;

    public int ReceiveLimit { get; } = options.MaxReceiveMessageSize > 0 ? options.MaxReceiveMessageSize : DefaultReceiveLimit;

    public int SendLimit { get; } = options.MaxSendMessageSize > 0 ? options.MaxSendMessageSize : int.MaxValue;

    public Action<IMethod, StatusCode, TimeSpan>? OnCallEnded { get; } = options.OnCallEnded;

    public TimeProvider Time { get; } = options.Time;

    public ILogger Logger { get; } = logger;
}
