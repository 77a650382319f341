using PluginHost;
using PluginHost.Diff;
using PluginHost.Mounts;
using PluginHost.Oci;

namespace Snapshotters.Tests.Diff;

/// <summary>What a differ can do wrong.</summary>
internal enum DifferFault
{
    None,
    ForgetsTheParent,
    IgnoresTheRequest,
    NamesTheBlob,
}

/// <summary>A differ with a fault, in front of a right one.</summary>
internal sealed class WrongDiffer(IDiffApplier applier, IDiffComparer comparer, DifferFault fault) : IDiffApplier, IDiffComparer
{
    public async Task<Descriptor> ApplyAsync(
        RequestScope scope, Descriptor layer, IReadOnlyList<Mount> mounts, ApplyOptions options, CancellationToken cancellationToken)
    {
        Descriptor applied = await applier.ApplyAsync(scope, layer, mounts, options, cancellationToken);

        return fault == DifferFault.NamesTheBlob ? layer : applied;
    }

    public Task<Descriptor> CompareAsync(
        RequestScope scope, IReadOnlyList<Mount> lower, IReadOnlyList<Mount> upper, DiffOptions options, CancellationToken cancellationToken)
        => comparer.CompareAsync(
            scope,
            fault == DifferFault.ForgetsTheParent ? upper : lower,
            upper,
            fault == DifferFault.IgnoresTheRequest ? new DiffOptions { MediaType = options.MediaType } : options,
            cancellationToken);
}
