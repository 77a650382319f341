using System.Diagnostics.CodeAnalysis;

namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>
/// References in labels: <c>gc.ref.content[.x|/x]</c>, <c>gc.ref.image…</c>, <c>gc.ref.snapshot.&lt;snapshotter&gt;[/x]</c>, the same behind
/// <c>gc.bref.</c> (there also <c>container</c>), <c>gc.ref.&lt;word&gt;…</c> for resources of collectors such as <c>mount</c> and <c>stream</c>, and <c>gc.cond.snapshot.&lt;snapshotter&gt;[/x]</c>. A key that goes on with anything but <c>.</c> or
/// <c>/</c> is no reference.
/// </summary>
internal static class ReferenceLabels
{
    /// <summary>What the holder of this label keeps.</summary>
    public static bool TryReference(string label, string value, string @namespace, out GcNode node)
        => TryNode(label, GcLabels.Reference, value, @namespace, withContainers: false, out node);

    /// <summary>What keeps the holder of this label.</summary>
    public static bool TryBackReference(string label, string value, string @namespace, out GcNode node)
        => TryNode(label, GcLabels.BackReference, value, @namespace, withContainers: true, out node);

    /// <summary>A snapshot that the holder of this label keeps while one of the conditions holds.</summary>
    public static bool TryConditional(
        string label, string value, string @namespace, out GcNode node, [NotNullWhen(true)] out IReadOnlyList<UsedAtCondition>? conditions)
    {
        node = default;
        conditions = null;
        int bar = value.IndexOf('|', StringComparison.Ordinal);
        if (bar < 0
            || !label.StartsWith(GcLabels.ConditionalSnapshot, StringComparison.Ordinal)
            || label.Length == GcLabels.ConditionalSnapshot.Length
            || label[GcLabels.ConditionalSnapshot.Length] is not ('.' or '/')
            || !TrySnapshot(label.AsSpan(GcLabels.ConditionalSnapshot.Length + 1), value[(bar + 1)..], @namespace, out node))
        {
            return false;
        }

        conditions = UsedAtCondition.ParseAll(value[..bar]);
        return true;
    }

    private static bool TryNode(string label, string prefix, string value, string @namespace, bool withContainers, out GcNode node)
    {
        node = default;
        if (!label.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> rest = label.AsSpan(prefix.Length);
        const string SnapshotWord = "snapshot.";
        if (rest.StartsWith(SnapshotWord))
        {
            return TrySnapshot(rest[SnapshotWord.Length..], value, @namespace, out node);
        }

        if (!withContainers && TryResource(rest, value, @namespace, out node))
        {
            return true;
        }

        GcKind? kind = Names(rest, "content") ? GcKind.Content
            : Names(rest, "image") ? GcKind.Image
            : withContainers && Names(rest, "container") ? GcKind.Container
            : null;
        if (kind is null)
        {
            return false;
        }

        node = new GcNode(kind.Value, @namespace, value);
        return true;
    }

    // Any other word up to '.', '/' or the end: of a collector that may be there or not.
    private static bool TryResource(ReadOnlySpan<char> rest, string name, string @namespace, out GcNode node)
    {
        int end = rest.IndexOfAny('.', '/');
        ReadOnlySpan<char> word = end < 0 ? rest : rest[..end];
        bool resource = word is not ("" or "content" or "image" or "snapshot" or "container");
        node = resource ? GcNode.Resource(@namespace, word.ToString(), name) : default;
        return resource;
    }

    // The word, and then nothing, '.' or '/'.
    private static bool Names(ReadOnlySpan<char> rest, string word)
        => rest.StartsWith(word) && (rest.Length == word.Length || rest[word.Length] is '.' or '/');

    // The snapshotter is what comes before the first '/'.
    private static bool TrySnapshot(ReadOnlySpan<char> rest, string key, string @namespace, out GcNode node)
    {
        int slash = rest.IndexOf('/');
        ReadOnlySpan<char> snapshotter = slash < 0 ? rest : rest[..slash];
        node = snapshotter.IsEmpty ? default : GcNode.Snapshot(@namespace, snapshotter.ToString(), key);
        return !snapshotter.IsEmpty;
    }
}
