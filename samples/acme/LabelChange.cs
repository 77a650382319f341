using PluginHost.Errors;
using PluginHost.Snapshots;

namespace Acme.Snapshotter;

/// <summary>How labels change: none of the others, or all.</summary>
internal static class LabelChange
{
    private const string All = "labels";
    private const string Prefix = "labels.";

    /// <summary>The labels of <paramref name="old"/> after an update with field paths; an absent or empty value removes.</summary>
    public static IReadOnlyDictionary<string, string> Apply(
        SnapshotInfo old, IReadOnlyDictionary<string, string> wanted, IReadOnlyList<string> fieldPaths)
    {
        if (fieldPaths.Count == 0)
        {
            return WithoutEmpty(wanted);
        }

        Dictionary<string, string> labels = new(old.Labels);
        foreach (string path in fieldPaths)
        {
            if (path == All)
            {
                labels = new Dictionary<string, string>(wanted);
            }
            else if (path.StartsWith(Prefix, StringComparison.Ordinal))
            {
                labels[path[Prefix.Length..]] = wanted.GetValueOrDefault(path[Prefix.Length..], "");
            }
            else
            {
                throw DaemonException.InvalidArgument($"cannot update the field {path} of snapshot {old.Name}");
            }
        }

        return WithoutEmpty(labels);
    }

    public static Dictionary<string, string> WithoutEmpty(IReadOnlyDictionary<string, string> labels)
        => labels.Where(label => label.Value.Length > 0).ToDictionary(StringComparer.Ordinal);
}
