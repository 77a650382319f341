namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>An object in the graph. References never leave a namespace.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Namespace">Where it is.</param>
/// <param name="Key">Digest, ref, name or id; for a snapshot <c>&lt;snapshotter&gt;/&lt;key&gt;</c>, for a resource <c>&lt;word&gt;/&lt;name&gt;</c>.</param>
/// <param name="Flat">Reached through a flat lease: kept, but its labels are not followed.</param>
internal readonly record struct GcNode(GcKind Kind, string Namespace, string Key, bool Flat = false)
{
    public static GcNode Snapshot(string @namespace, string snapshotter, string key, bool flat = false)
        => new(GcKind.Snapshot, @namespace, $"{snapshotter}/{key}", flat);

    public static GcNode Resource(string @namespace, string word, string name) => new(GcKind.Resource, @namespace, $"{word}/{name}");

    /// <summary>What it is, in a word.</summary>
    public string Word => Kind == GcKind.Resource ? Key[..Key.IndexOf('/', StringComparison.Ordinal)] : Kind.Word();

    /// <summary>Its key, as people know it.</summary>
    public string Name => Kind == GcKind.Resource ? Key[(Key.IndexOf('/', StringComparison.Ordinal) + 1)..] : Key;

    /// <summary>The parts of a snapshot's key.</summary>
    public (string Snapshotter, string Key) SnapshotKey()
    {
        int slash = Key.IndexOf('/', StringComparison.Ordinal);
        return (Key[..slash], Key[(slash + 1)..]);
    }
}
