using PluginHost.Bolt.Pages;

namespace PluginHost.Bolt.Nodes;

/// <summary>
/// Writes changed nodes to new pages, bottom up, splitting those that are too large (bbolt node.go, spill). The key of a branch
/// element becomes the first key of the child it points to, on every level: bbolt finds children by it.
/// </summary>
/// <param name="allocator">Where pages come from and go to.</param>
/// <param name="pageSize">Bytes per page.</param>
/// <param name="reserved">Bytes at the end of each page that stay unused.</param>
internal sealed class Spiller(IPageAllocator allocator, int pageSize, int reserved)
{
    /// <summary>A piece ends before the entry that would fill more than this part of the page.</summary>
    private const double FillPercent = 0.5;

    private const int MinEntriesPerPiece = 2;

    /// <summary>Writes a tree that was changed.</summary>
    /// <returns>Its root page.</returns>
    public PageId SpillRoot(Node root)
    {
        List<NodeEntry> pieces = Spill(root);
        while (pieces.Count > 1)
        {
            pieces = Spill(new Node(isLeaf: false, pieces));
        }

        return pieces[0].Child;
    }

    /// <summary>The entries by which the parent has to refer to the pages that the node went to.</summary>
    private List<NodeEntry> Spill(Node node)
    {
        List<NodeEntry> entries = node.IsLeaf ? node.Entries : SpillChildren(node);
        if (node.TakeOrigin() is PageRun origin)
        {
            allocator.GiveUp(origin);
        }

        List<NodeEntry> pieces = [];
        int start = 0;
        while (true)
        {
            int length = PieceLength(entries, start);
            Node piece = new(node.IsLeaf, entries.GetRange(start, length));
            PageId page = Write(piece);
            pieces.Add(NodeEntry.Branch(length > 0 ? entries[start].Key : default, page));
            start += length;
            if (start == entries.Count)
            {
                return pieces;
            }
        }
    }

    private List<NodeEntry> SpillChildren(Node branch)
    {
        List<NodeEntry> entries = new(branch.Entries.Count);
        foreach (NodeEntry entry in branch.Entries)
        {
            if (entry.Node is Node child)
            {
                entries.AddRange(Spill(child));
            }
            else
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    private PageId Write(Node piece)
    {
        PageRun run = allocator.Allocate((ulong)((piece.Size + reserved + pageSize - 1) / pageSize));
        byte[] bytes = new byte[checked((int)run.Length * pageSize)];
        piece.Write(bytes, run);
        allocator.Put(run, bytes);
        return run.Start;
    }

    /// <summary>How many entries from <paramref name="start"/> on go into one page: at least two, leaving at least three or none.</summary>
    private int PieceLength(List<NodeEntry> entries, int start)
    {
        int left = entries.Count - start;
        if (left <= MinEntriesPerPiece * 2 || FitsPage(entries, start))
        {
            return left;
        }

        double threshold = pageSize * FillPercent;
        long size = PageHeader.Size;
        int length = 0;
        while (length < left - MinEntriesPerPiece - 1)
        {
            size += entries[start + length].Size;
            if (length >= MinEntriesPerPiece && size > threshold)
            {
                break;
            }

            length++;
        }

        return length;
    }

    private bool FitsPage(List<NodeEntry> entries, int start)
    {
        long size = PageHeader.Size;
        for (int i = start; i < entries.Count; i++)
        {
            size += entries[i].Size;
            if (size >= pageSize - reserved)
            {
                return false;
            }
        }

        return true;
    }
}
