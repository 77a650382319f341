using Grpc.Core;
using PluginHost.Rpc.Client;

namespace PluginHost.Host.CommandLine;

/// <summary>Calls the running daemon for a command.</summary>
internal static class DaemonClient
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <param name="address">Path of the daemon's gRPC socket.</param>
    /// <param name="call">Makes the call with a client on the invoker.</param>
    /// <exception cref="StartException">The daemon does not answer, or answers with an error.</exception>
    public static async Task<T> CallAsync<T>(string address, Func<CallInvoker, CallOptions, Task<T>> call)
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(address);
        try
        {
            return await call(channel.CreateCallInvoker(), new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Limit));
        }
        catch (RpcException error)
        {
            string hint = error.StatusCode == StatusCode.Unavailable ? "; is the daemon running?" : "";
            throw new StartException($"{address}: {error.Status.Detail}{hint}", error);
        }
    }
}
