using PluginHost.Bolt.Pages;

namespace PluginHost.Bolt.Nodes;

/// <summary>A place in a tree to look at: a page, or the node by which a write transaction replaces it.</summary>
internal readonly struct NodeView
{
    private readonly Node? _node;
    private readonly PageView _page;

    public NodeView(Node node) => _node = node;

    public NodeView(PageView page) => _page = page;

    public bool IsLeaf => _node is null ? _page.IsLeaf : _node.IsLeaf;

    public int Count => _node is null ? _page.Count : _node.Entries.Count;

    /// <summary>The pages under it; null for a new node or an inline page.</summary>
    public PageRun? Origin
    {
        get
        {
            if (_node is not null)
            {
                return _node.Origin;
            }

            PageRun run = _page.Run;
            return run.Start.Value == 0 ? null : run;
        }
    }

    public ReadOnlySpan<byte> Key(int index) => KeySegment(index);

    public ArraySegment<byte> KeySegment(int index) => _node is null ? _page.KeySegment(index) : _node.Entries[index].Key;

    public ArraySegment<byte> Value(int index) => _node is null ? _page.ValueSegment(index) : _node.Entries[index].Value;

    public bool IsBucket(int index) => _node is null ? _page.IsBucket(index) : _node.Entries[index].IsBucket;

    /// <summary>The child of a branch.</summary>
    public NodeView Child(int index, PageReader pages)
    {
        if (_node is null)
        {
            return new NodeView(pages.Read(_page.Child(index)));
        }

        NodeEntry entry = _node.Entries[index];
        return entry.Node is Node child ? new NodeView(child) : new NodeView(pages.Read(entry.Child));
    }

    /// <summary>The first element whose key is not below <paramref name="key"/>; <see cref="Count"/> if there is none.</summary>
    public int LowerBound(ReadOnlySpan<byte> key, out bool exact)
    {
        if (_node is null)
        {
            return _page.LowerBound(key, out exact);
        }

        int low = 0;
        int high = Count;
        exact = false;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            int order = Key(middle).SequenceCompareTo(key);
            if (order == 0)
            {
                exact = true;
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>The child of a branch under which a key belongs: the last one that does not begin after it, or the first.</summary>
    public int ChildIndex(ReadOnlySpan<byte> key)
    {
        int index = LowerBound(key, out bool exact);
        return exact || index == 0 ? index : index - 1;
    }
}
