using Grpc.Core;
using PluginHost.Rpc;
using PluginHost.Rpc.Client;

namespace Load.Tests;

/// <summary>Our gRPC client on a daemon, in namespace <c>load</c>.</summary>
internal sealed class Client(TestDaemon daemon) : IDisposable
{
    /// <summary>Time for a whole test's worth of calls: a daemon that hangs fails the test instead of stopping it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(daemon.Address);

    public CallInvoker Invoker => _channel.CreateCallInvoker();

    /// <summary>Headers with the namespace, and a deadline.</summary>
    public static CallOptions Options(CancellationToken cancellationToken = default)
        => new(new Metadata { { RequestScopeHeaders.Namespace, "load" } }, DateTime.UtcNow + Limit, cancellationToken);

    public void Dispose() => _channel.Dispose();
}
