using Grpc.Core;
using PluginHost.Errors;
using PluginHost.Proto.Services.HealthV1;
using ServingStatus = PluginHost.Proto.Services.HealthV1.HealthCheckResponse.Types.ServingStatus;

namespace PluginHost.Plugins.GrpcServices.Health;

/// <summary>The standard health service: only the daemon as a whole has a health, and it serves while it answers.</summary>
internal sealed class HealthService(CancellationToken stopping) : PluginHost.Proto.Services.HealthV1.Health.HealthBase
{
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
        => request.Service.Length == 0
            ? Task.FromResult(new HealthCheckResponse { Status = ServingStatus.Serving })
            : throw new DaemonException(ErrorKind.NotFound, "unknown service");

    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        HealthListResponse answer = new();
        answer.Statuses[""] = new HealthCheckResponse { Status = ServingStatus.Serving };
        return Task.FromResult(answer);
    }

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        ServingStatus status = request.Service.Length == 0 ? ServingStatus.Serving : ServingStatus.ServiceUnknown;
        await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);

        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = end.Token.Register(ended.SetResult);
        await ended.Task;
    }
}
