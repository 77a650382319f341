using PluginHost.Errors;
using PluginHost.Metadata;

namespace PluginHost.Plugins.Metadata.Gc.Reports;

/// <summary>The reports of a metadata that is running.</summary>
internal sealed class GcReports(MetadataContext context)
{
    public static GcReports Of(IPluginSet plugins)
        => plugins.GetSingle<IMetadata>(PluginTypes.Metadata) is BoltMetadata metadata
            ? metadata.Reports
            : throw DaemonException.NotImplemented("the metadata of this daemon is not kept in a bolt file");

    /// <inheritdoc cref="Reporter.Plan"/>
    public async Task<GcPlan> PlanAsync(string @namespace, CancellationToken cancellationToken)
    {
        GcResources resources = await context.Resources.ListAsync(cancellationToken);
        GcPlan plan = await Task.Run(
            () => context.View(transaction => Reporter.Plan(transaction, resources, @namespace, Timestamp.Now(context.Clock), context.Logger)), cancellationToken);
        return await new BackendSizes(context).CompleteAsync(plan, cancellationToken);
    }

    /// <inheritdoc cref="Reporter.Why"/>
    public async Task<IReadOnlyList<GcAnswer>> WhyAsync(string target, string @namespace, CancellationToken cancellationToken)
    {
        GcResources resources = await context.Resources.ListAsync(cancellationToken);
        IReadOnlyList<GcAnswer> answers = await Task.Run(
            () => context.View(transaction => Reporter.Why(transaction, resources, target, @namespace, Timestamp.Now(context.Clock), context.Logger)),
            cancellationToken);
        BackendSizes sizes = new(context);
        List<GcAnswer> complete = [];
        foreach (GcAnswer answer in answers)
        {
            complete.Add(answer with { Object = await sizes.CompleteAsync(answer.Object, cancellationToken) });
        }

        return complete;
    }
}
