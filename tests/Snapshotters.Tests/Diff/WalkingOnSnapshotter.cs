using PluginHost.Conformance.Content;
using PluginHost.Conformance.Diff;
using PluginHost.Conformance.Plugins;
using PluginHost.Diff;
using PluginHost.Plugins;

namespace Snapshotters.Tests.Diff;

/// <summary>The suite of differs with the walking one, on the mounts of a snapshotter.</summary>
public abstract class WalkingOnSnapshotter : DiffConformance
{
    private PluginUnderTest? _differ;

    protected override async ValueTask<DifferParts> OpenAsync(string root)
    {
        MemoryContentStore content = new();
        PluginTable others = new PluginTable().With(PluginTypes.Metadata, "bolt", new ContentMetadata(content));
        _differ = await PluginUnderTest.StartAsync("PluginHost.Plugins.Walking", "walking", root, others);

        return new DifferParts(content, _differ.As<IDiffApplier>(), _differ.As<IDiffComparer>());
    }

    protected override ValueTask CloseAsync() => _differ?.DisposeAsync() ?? ValueTask.CompletedTask;
}
