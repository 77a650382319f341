using Grpc.Core;

namespace PluginHost.Rpc.Server;

/// <summary>How a <see cref="GrpcServer"/> works. The defaults are containerd's.</summary>
public sealed record GrpcServerOptions
{
    /// <summary>
    /// Bytes. A larger request ends its call with ResourceExhausted; a high value lets one client take that much memory per call. Zero or less: 4 MiB.
    /// </summary>
    public int MaxReceiveMessageSize { get; init; } = 16 << 20;

    /// <summary>Bytes. A larger response ends its call with ResourceExhausted. Zero or less: no limit.</summary>
    public int MaxSendMessageSize { get; init; } = 16 << 20;

    /// <summary>Told of each call when it has ended, on the call's own thread: must be quick. Null: nobody is.</summary>
    public Action<IMethod, StatusCode, TimeSpan>? OnCallEnded { get; init; }

    /// <summary>The clock of deadlines.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
