using System.Diagnostics.CodeAnalysis;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Snapshots;

namespace PluginHost.Plugins.Metadata;

/// <summary>What the metadata describes: content store, snapshotters, event exchange. Looked up for each use, because plugins come and go.</summary>
internal sealed class Backends(IPluginSet plugins)
{
    public IEventExchange Events => plugins.GetSingle<IEventExchange>(PluginTypes.Event);

    public IContentStore Content => plugins.GetSingle<IContentStore>(PluginTypes.Content);

    public IReadOnlyList<string> SnapshotterNames
        => [.. plugins.GetByType<ISnapshotter>(PluginTypes.Snapshotter).Select(static plugin => plugin.Key)];

    /// <summary>The snapshotter of that name. InvalidArgument when it is not there, whatever the reason.</summary>
    public ISnapshotter Snapshotter(string name)
    {
        if (name.Length == 0)
        {
            throw DaemonException.InvalidArgument("snapshotter argument missing");
        }

        return TryGetSnapshotter(name, out ISnapshotter? snapshotter)
            ? snapshotter
            : throw DaemonException.InvalidArgument($"snapshotter not loaded: {name}");
    }

    public bool TryGetSnapshotter(string name, [NotNullWhen(true)] out ISnapshotter? snapshotter)
        => plugins.TryGetById(PluginTypes.Snapshotter, name, out snapshotter);
}
