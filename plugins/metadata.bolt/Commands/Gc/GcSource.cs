using Grpc.Core;
using PluginHost.Bolt;
using PluginHost.Plugins.Metadata.Gc;
using PluginHost.Plugins.Metadata.Gc.Reports;
using PluginHost.Plugins.Metadata.Service;
using PluginHost.Proto.Services.GcV1;

namespace PluginHost.Plugins.Metadata.Commands.Gc;

/// <summary>Where the reports come from: the daemon that runs, or else the file.</summary>
internal sealed class GcSource(CommandFile file)
{
    public async Task<GcPlan> PlanAsync(string @namespace, CancellationToken cancellationToken)
    {
        using IDisposable? root = file.Context.TryLockRoot();
        return root is null
            ? await file.CallAsync((invoker, options) => PlanAsync(invoker, @namespace, options), cancellationToken)
            : Read((transaction, now) => Reporter.Plan(transaction, GcResources.None, @namespace, now, file.Context.Logger), cancellationToken);
    }

    public async Task<IReadOnlyList<GcAnswer>> WhyAsync(string target, string @namespace, CancellationToken cancellationToken)
    {
        using IDisposable? root = file.Context.TryLockRoot();
        return root is null
            ? await file.CallAsync((invoker, options) => WhyAsync(invoker, target, @namespace, options), cancellationToken)
            : Read((transaction, now) => Reporter.Why(transaction, GcResources.None, target, @namespace, now, file.Context.Logger), cancellationToken);
    }

    private static async Task<GcPlan> PlanAsync(CallInvoker invoker, string @namespace, CallOptions options)
    {
        using AsyncServerStreamingCall<PlanResponse> call
            = new GarbageCollection.GarbageCollectionClient(invoker).Plan(new PlanRequest { Namespace = @namespace }, options);
        long freed = 0;
        List<GcObject> garbage = [];
        List<GcSurvivor> kept = [];
        await foreach (PlanResponse part in call.ResponseStream.ReadAllAsync(options.CancellationToken))
        {
            freed += part.FreedBytes;
            garbage.AddRange(part.Garbage.Select(GcMapping.FromMessage));
            kept.AddRange(part.Kept.Select(GcMapping.FromMessage));
        }

        return new GcPlan(freed, garbage, kept);
    }

    private static async Task<IReadOnlyList<GcAnswer>> WhyAsync(CallInvoker invoker, string target, string @namespace, CallOptions options)
    {
        WhyRequest request = new() { Target = target, Namespace = @namespace };
        WhyResponse response = await new GarbageCollection.GarbageCollectionClient(invoker).WhyAsync(request, options).ResponseAsync;
        return [.. response.Answers.Select(GcMapping.FromMessage)];
    }

    private T Read<T>(Func<Transaction, Timestamp, T> read, CancellationToken cancellationToken)
    {
        using Database database = Database.Open(file.Path, file.Reading, cancellationToken);
        return database.View(transaction => read(transaction, Timestamp.Now(file.Context.Clock)));
    }
}
