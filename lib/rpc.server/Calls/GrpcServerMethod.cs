using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace PluginHost.Rpc.Server.Calls;

/// <summary>A method that the server answers: everything that the four shapes have in common.</summary>
internal abstract class GrpcServerMethod(IMethod method, GrpcCallSettings settings)
{
    public IMethod Method => method;

    protected GrpcCallSettings Settings => settings;

    /// <summary>Runs one call to its end; never throws.</summary>
    public async Task RunAsync(IFeatureCollection features)
    {
        Action<IMethod, StatusCode, TimeSpan>? onEnded = settings.OnCallEnded;
        long start = onEnded is null ? 0 : settings.Time.GetTimestamp();
        using GrpcServerCallContext call = new(features, method, settings);
        RpcStatus status;
        try
        {
            call.Begin();
            await AnswerAsync(call);
            status = new RpcStatus(call.Status.StatusCode, call.Status.Detail);
        }
        catch (Exception e)
        {
            status = call.Fail(e);
        }

        status = call.End(status);
        onEnded?.Invoke(method, status.Code, settings.Time.GetElapsedTime(start));
    }

    /// <summary>Reads what the shape has to read, runs the handler, and writes its response.</summary>
    protected abstract Task AnswerAsync(GrpcServerCallContext call);
}
