using Grpc.Core;
using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Plugins.Metadata.Content.Check;
using PluginHost.Plugins.Metadata.Service;
using PluginHost.Proto.Services.ContentCheckV1;

namespace PluginHost.Plugins.Metadata.Commands.Content;

/// <summary>Who checks: the daemon that runs, or else this process on the root directory.</summary>
internal sealed class CheckSource(CommandFile file)
{
    /// <summary>A large store on a slow disk.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromHours(24);

    public async Task<CheckSummary> RunAsync(CheckOptions options, Func<BlobFinding, Task> report, CancellationToken cancellationToken)
    {
        using IDisposable? root = file.Context.TryLockRoot();
        if (root is null)
        {
            return await file.CallAsync((invoker, call) => AskAsync(invoker, options, report, call), Limit, cancellationToken);
        }

        using Database database = Database.Open(file.Path, file.Reading, cancellationToken);
        BlobCheck check = new(database.View, new DirectoryBlobs(file.Context.DaemonRoot), file.Context.Logger);
        return await check.RunAsync(options, report, cancellationToken);
    }

    private static async Task<CheckSummary> AskAsync(
        CallInvoker invoker, CheckOptions options, Func<BlobFinding, Task> report, CallOptions call)
    {
        CheckRequest request = new() { Parallel = (uint)options.Parallel, Namespace = options.Namespace, Filters = { options.Filters } };
        using AsyncServerStreamingCall<CheckResponse> answers
            = new ContentCheck.ContentCheckClient(invoker).Check(request, call);
        await foreach (CheckResponse answer in answers.ResponseStream.ReadAllAsync(call.CancellationToken))
        {
            if (answer.Finding is { } finding)
            {
                await report(CheckMapping.FromMessage(finding));
            }
            else if (answer.Summary is { } summary)
            {
                return CheckMapping.FromMessage(summary);
            }
        }

        throw DaemonException.Unavailable("the daemon ended the check before it was complete");
    }
}
