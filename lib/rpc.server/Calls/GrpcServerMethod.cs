using Grpc.Core;

namespace PluginHost.Rpc.Server.Calls;

/// <summary>A method and how it is answered.</summary>
internal abstract class GrpcServerMethod(IMethod method)
{
    public IMethod Method => method;

    /// <summary>Runs the handler and ends the call with its status, whatever happens.</summary>
    public async Task AnswerAsync(GrpcCall call)
    {
        RpcStatus status;
        try
        {
            await HandleAsync(call);
            status = call.HandlerStatus;
        }
        catch (Exception error)
        {
            status = call.ToStatus(error);
        }

        await call.EndAsync(status);
    }

    /// <summary>Reads requests, runs the handler, writes responses.</summary>
    protected abstract Task HandleAsync(GrpcCall call);
}
