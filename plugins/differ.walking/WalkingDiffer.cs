using Microsoft.Extensions.Logging;
using PluginHost.Content;
using PluginHost.Diff;
using PluginHost.Mounts;
using PluginHost.Oci;
using PluginHost.Plugins.Walking.Applying;
using PluginHost.Plugins.Walking.Comparing;

namespace PluginHost.Plugins.Walking;

/// <summary>Applies layers, and makes them by walking two trees at once (containerd plugins/diff/walking, core/diff/apply).</summary>
/// <param name="content">The content of a request's namespace.</param>
/// <param name="mountRoot">Where temporary mounts go.</param>
/// <param name="clock">For generated refs and waiting.</param>
/// <param name="logger">Told of what was left out of a layer, and of what could not be cleaned up.</param>
internal sealed class WalkingDiffer(Func<RequestScope, IContentStore> content, string mountRoot, TimeProvider clock, ILogger logger)
    : IDiffApplier, IDiffComparer
{
    private readonly LayerApplication _application = new(mountRoot, logger);
    private readonly LayerComparison _comparison = new(mountRoot, clock, logger);

    public Task<Descriptor> ApplyAsync(
        RequestScope scope, Descriptor layer, IReadOnlyList<Mount> mounts, ApplyOptions options, CancellationToken cancellationToken)
        => _application.ApplyAsync(content(scope), layer, mounts, options, cancellationToken);

    public Task<Descriptor> CompareAsync(
        RequestScope scope,
        IReadOnlyList<Mount> lower,
        IReadOnlyList<Mount> upper,
        DiffOptions options,
        CancellationToken cancellationToken)
        => _comparison.CompareAsync(content(scope), lower, upper, options, cancellationToken);
}
