using Grpc.Core;
using PluginHost.Plugins.Metadata.Content.Check;
using PluginHost.Proto.Services.ContentCheckV1;

namespace PluginHost.Plugins.Metadata.Service;

internal sealed class ContentCheckService(Func<BlobCheck> check) : ContentCheck.ContentCheckBase
{
    public override async Task Check(CheckRequest request, IServerStreamWriter<CheckResponse> responseStream, ServerCallContext context)
    {
        CheckOptions options = new((int)Math.Min(request.Parallel, CheckOptions.MostParallel), request.Namespace, request.Filters);
        CheckSummary summary = await check().RunAsync(
            options,
            finding => responseStream.WriteAsync(new CheckResponse { Finding = CheckMapping.ToMessage(finding) }, context.CancellationToken),
            context.CancellationToken);
        await responseStream.WriteAsync(new CheckResponse { Summary = CheckMapping.ToMessage(summary) }, context.CancellationToken);
    }
}
