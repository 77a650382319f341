using System.Net.Sockets;
using Grpc.Core;
using PluginHost.Errors;
using PluginHost.Rpc;
using PluginHost.Rpc.Ttrpc;

namespace PluginHost.Plugins.Runtime.Shims;

/// <summary>The connection to a shim, for the tasks of one namespace.</summary>
internal sealed class ShimConnection : IAsyncDisposable
{
    private const string UnixPrefix = "unix://";
    private const string NamespaceHeader = "containerd-namespace-ttrpc";

    private readonly TtrpcChannel _channel;
    private readonly CallInvoker _invoker;
    private readonly string _namespace;

    private ShimConnection(TtrpcChannel channel, string @namespace, TaskMethods methods)
    {
        _channel = channel;
        _invoker = channel.CreateCallInvoker();
        _namespace = @namespace;
        Methods = methods;
    }

    /// <summary>Version 2 or 3 of the task service.</summary>
    public TaskMethods Methods { get; }

    /// <summary>Completes when the connection has ended, whoever ended it.</summary>
    public Task Closed => _channel.Closed;

    public static async Task<ShimConnection> OpenAsync(ShimEndpoint endpoint, string @namespace, CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(SocketAddress(endpoint.Address), cancellationToken);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw DaemonException.Of(ErrorKind.Unavailable, $"failed to connect to the shim at {endpoint.Address}: {error.Message}", error);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new ShimConnection(new TtrpcChannel(socket), @namespace, endpoint.Version == 2 ? TaskMethods.V2 : TaskMethods.V3);
    }

    /// <summary>Calls a method; errors come with the shim's kind and text.</summary>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, TRequest request, CancellationToken cancellationToken)
        where TRequest : class
        where TResponse : class
    {
        try
        {
            Grpc.Core.Metadata headers = new() { { NamespaceHeader, _namespace } };
            return await _invoker.AsyncUnaryCall(method, null, new CallOptions(headers, cancellationToken: cancellationToken), request);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
        catch (RpcException error)
        {
            throw error.ToDaemonException();
        }
    }

    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    private static UnixDomainSocketEndPoint SocketAddress(string address)
        => address.StartsWith(UnixPrefix, StringComparison.Ordinal)
            ? new UnixDomainSocketEndPoint(address[UnixPrefix.Length..])
            : new UnixDomainSocketEndPoint("\0" + address);
}
