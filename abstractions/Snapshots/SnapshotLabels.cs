namespace PluginHost.Snapshots;

/// <summary>The labels by which a client speaks to a snapshotter; no others reach it.</summary>
public static class SnapshotLabels
{
    /// <summary>Labels with this prefix are given to the backend.</summary>
    public const string Prefix = "containerd.io/snapshot/";

    /// <summary>The name under which the snapshot will be committed; given to the backend.</summary>
    public const string Reference = "containerd.io/snapshot.ref";

    /// <summary><c>container:host:size[,…]</c>.</summary>
    public const string UidMapping = "containerd.io/snapshot/uidmapping";

    /// <summary><c>container:host:size[,…]</c>.</summary>
    public const string GidMapping = "containerd.io/snapshot/gidmapping";

    /// <summary>Those of <paramref name="labels"/> that a backend is given.</summary>
    public static IReadOnlyDictionary<string, string> ForBackend(IReadOnlyDictionary<string, string> labels)
        => labels.Where(label => label.Key == Reference || label.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
}
