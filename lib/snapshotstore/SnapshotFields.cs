using System.Diagnostics.CodeAnalysis;
using PluginHost.Errors;
using PluginHost.Filters;
using PluginHost.Snapshots;

namespace PluginHost.SnapshotStore;

/// <summary>
/// What filters see of a snapshot: <c>kind</c> (active, view, committed), <c>name</c>, <c>parent</c>, <c>labels</c>
/// (containerd core/snapshots/storage/metastore.go). Name and parent are always present, also when empty.
/// </summary>
public sealed record SnapshotFields(SnapshotInfo Info) : IFieldSource
{
    /// <summary>Parses the filters of a walk.</summary>
    /// <exception cref="DaemonException">InvalidArgument, with the parser's text.</exception>
    public static FilterSet Parse(IReadOnlyList<string> filters)
    {
        try
        {
            return FilterSet.ParseAll(filters);
        }
        catch (FilterSyntaxException error)
        {
            throw new DaemonException(ErrorKind.InvalidArgument, error.Message, error);
        }
    }

    /// <inheritdoc/>
    public bool TryGetField(ReadOnlySpan<string> path, [NotNullWhen(true)] out string? value)
    {
        switch (path[0])
        {
            case "kind":
                value = NameOf(Info.Kind);
                return value is not null;
            case "name":
                value = Info.Name;
                return true;
            case "parent":
                value = Info.Parent;
                return true;
            case "labels":
                return FieldPath.TryGetLabel(Info.Labels, path, out value);
            default:
                value = null;
                return false;
        }
    }

    private static string? NameOf(SnapshotKind kind) => kind switch
    {
        SnapshotKind.Active => "active",
        SnapshotKind.View => "view",
        SnapshotKind.Committed => "committed",
        _ => null,
    };
}
