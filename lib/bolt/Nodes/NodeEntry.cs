using PluginHost.Bolt.Pages;

namespace PluginHost.Bolt.Nodes;

/// <summary>
/// One element of a <see cref="Node"/>. In a leaf it has a value; in a branch it has the page of the child and, once the child is
/// being changed, its node. Keys and values are never changed in place.
/// </summary>
internal readonly record struct NodeEntry(ArraySegment<byte> Key, ArraySegment<byte> Value, bool IsBucket, PageId Child, Node? Node)
{
    /// <summary>Bytes that the entry takes on a page.</summary>
    public long Size => PageView.ElementSize + Key.Count + Value.Count;

    public static NodeEntry Leaf(ArraySegment<byte> key, ArraySegment<byte> value, bool isBucket)
        => new(key, value, isBucket, default, null);

    public static NodeEntry Branch(ArraySegment<byte> key, PageId child) => new(key, default, false, child, null);
}
