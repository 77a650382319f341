using System.Diagnostics.CodeAnalysis;
using PluginHost.Filters;
using PluginHost.Snapshots;

namespace PluginHost.Plugins.Metadata.Snapshots;

/// <summary>What filters see of a snapshot.</summary>
internal sealed class SnapshotFields(SnapshotInfo info) : IFieldSource
{
    public bool TryGetField(ReadOnlySpan<string> path, [NotNullWhen(true)] out string? value)
    {
        if (path[0] == "labels")
        {
            return FieldPath.TryGetLabel(info.Labels, path, out value);
        }

        value = path[0] switch
        {
            "kind" => info.Kind switch
            {
                SnapshotKind.Active => "active",
                SnapshotKind.View => "view",
                SnapshotKind.Committed => "committed",
                _ => "",
            },
            "name" => info.Name,
            "parent" => info.Parent,
            _ => null,
        };
        return value is not null;
    }
}
