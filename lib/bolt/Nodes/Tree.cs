using PluginHost.Bolt.Pages;

namespace PluginHost.Bolt.Nodes;

/// <summary>
/// The B+tree of one bucket in one transaction. It begins as the pages on disk (or the page inside the parent's value); what a write
/// transaction changes is replaced by nodes along the way from the root.
/// </summary>
internal sealed class Tree
{
    private readonly PageView _inline;

    private Tree(PageReader pages, PageId root, PageView inline)
    {
        Pages = pages;
        RootPage = root;
        _inline = inline;
    }

    public PageReader Pages { get; }

    /// <summary>The root page on disk; 0 while the bucket lies inside its parent's value.</summary>
    public PageId RootPage { get; }

    /// <summary>The changed root; null as long as nothing was changed.</summary>
    public Node? RootNode { get; private set; }

    /// <summary>Counts changes, so that a cursor sees that its place has moved.</summary>
    public int Version { get; private set; }

    public NodeView Root
    {
        get
        {
            if (RootNode is not null)
            {
                return new NodeView(RootNode);
            }

            return new NodeView(_inline.Exists ? _inline : Pages.Read(RootPage));
        }
    }

    public static Tree OnPage(PageReader pages, PageId root) => new(pages, root, default);

    public static Tree Inline(PageReader pages, PageView page) => new(pages, default, page);

    /// <summary>The leaf that has the key or would have it, and the key's place there.</summary>
    public NodeView Find(ReadOnlySpan<byte> key, out int index, out bool exact)
    {
        NodeView view = Root;
        for (int depth = 0; !view.IsLeaf; depth++)
        {
            Pages.CheckDepth(depth);
            view = view.Child(view.ChildIndex(key), Pages);
        }

        index = view.LowerBound(key, out exact);
        return view;
    }

    /// <summary>Adds or replaces an entry.</summary>
    /// <param name="key">Kept, so the caller must not change it.</param>
    /// <param name="value">Kept, too.</param>
    /// <param name="isBucket">Whether the value is that of a sub-bucket.</param>
    public void Put(ArraySegment<byte> key, ArraySegment<byte> value, bool isBucket)
    {
        LeafNode(key).Put(NodeEntry.Leaf(key, value, isBucket));
        Version++;
    }

    /// <summary>Takes out an entry that exists.</summary>
    public void Remove(ReadOnlySpan<byte> key)
    {
        Node leaf = LeafNode(key);
        int index = new NodeView(leaf).LowerBound(key, out bool exact);
        if (!exact)
        {
            throw BoltException.Corrupted($"key {BoltErrors.Show(key)} was found but is not in its leaf");
        }

        leaf.Entries.RemoveAt(index);
        leaf.Unbalanced = true;
        Version++;
    }

    /// <summary>Makes the root a node, so that the bucket counts as changed.</summary>
    public Node Touch() => RootNode ??= Node.Load(_inline.Exists ? _inline : Pages.Read(RootPage));

    /// <summary>A rebalanced tree has got another root.</summary>
    public void ReplaceRoot(Node root) => RootNode = root;

    /// <summary>Visits every page and node of the tree, parents first.</summary>
    public void Walk(Action<NodeView> visit) => Walk(Root, 0, visit);

    private void Walk(NodeView view, int depth, Action<NodeView> visit)
    {
        Pages.CheckDepth(depth);
        visit(view);
        if (!view.IsLeaf)
        {
            for (int i = 0; i < view.Count; i++)
            {
                Walk(view.Child(i, Pages), depth + 1, visit);
            }
        }
    }

    private Node LeafNode(ReadOnlySpan<byte> key)
    {
        Node node = Touch();
        for (int depth = 0; !node.IsLeaf; depth++)
        {
            Pages.CheckDepth(depth);
            node = node.ChildNode(new NodeView(node).ChildIndex(key), Pages);
        }

        return node;
    }
}
