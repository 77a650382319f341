using System.Buffers.Binary;
using PluginHost.Bolt.Pages;

namespace PluginHost.Bolt.Nodes;

/// <summary>
/// A page while it is being changed by a write transaction (bbolt node.go). It can be empty, too small or too large until the commit
/// rebalances it (<see cref="Rebalancer"/>) and writes it to new pages (<see cref="Spiller"/>).
/// </summary>
internal sealed class Node
{
    /// <summary>A page has fewer elements than this.</summary>
    public const int MaxEntries = 0xFFFF;

    public Node(bool isLeaf, List<NodeEntry> entries)
    {
        IsLeaf = isLeaf;
        Entries = entries;
    }

    public bool IsLeaf { get; }

    /// <summary>In ascending order of their keys.</summary>
    public List<NodeEntry> Entries { get; }

    /// <summary>The pages that the node was read from, to be given up when it is written anew; null for a new or inline one.</summary>
    public PageRun? Origin { get; private set; }

    /// <summary>Entries were taken away, so it may have to be merged.</summary>
    public bool Unbalanced { get; set; }

    /// <summary>Fewer entries than this are too few, whatever their size.</summary>
    public int MinEntries => IsLeaf ? 1 : 2;

    /// <summary>Bytes that the node takes on disk.</summary>
    public long Size
    {
        get
        {
            long size = PageHeader.Size;
            foreach (NodeEntry entry in Entries)
            {
                size += entry.Size;
            }

            return size;
        }
    }

    /// <summary>A node with the contents of a page.</summary>
    public static Node Load(PageView page)
    {
        List<NodeEntry> entries = new(page.Count + 1);
        for (int i = 0; i < page.Count; i++)
        {
            entries.Add(page.IsLeaf
                ? NodeEntry.Leaf(page.KeySegment(i), page.ValueSegment(i), page.IsBucket(i))
                : NodeEntry.Branch(page.KeySegment(i), page.Child(i)));
        }

        PageRun run = page.Run;
        return new Node(page.IsLeaf, entries) { Origin = run.Start.Value == 0 ? null : run };
    }

    /// <summary>The pages under the node, to be given up now; afterwards there are none.</summary>
    public PageRun? TakeOrigin()
    {
        PageRun? origin = Origin;
        Origin = null;
        return origin;
    }

    /// <summary>Adds or replaces an entry of a leaf.</summary>
    public void Put(NodeEntry entry)
    {
        int index = new NodeView(this).LowerBound(entry.Key, out bool exact);
        if (exact)
        {
            Entries[index] = entry;
        }
        else
        {
            Entries.Insert(index, entry);
        }
    }

    /// <summary>The child node of a branch entry, read from its page if it is not being changed yet.</summary>
    public Node ChildNode(int index, PageReader pages)
    {
        NodeEntry entry = Entries[index];
        if (entry.Node is Node present)
        {
            return present;
        }

        Node child = Load(pages.Read(entry.Child));
        Entries[index] = entry with { Node = child };
        return child;
    }

    /// <summary>
    /// Writes header, elements and then keys and values without gaps, as bbolt lays them out (bbolt internal/common/inode.go).
    /// </summary>
    /// <param name="page">All zeros, at least <see cref="Size"/> long.</param>
    /// <param name="run">Where the page will lie; an inline page has number 0 and length 1.</param>
    public void Write(Span<byte> page, PageRun run)
    {
        if (Entries.Count >= MaxEntries)
        {
            throw BoltException.Corrupted($"{run} would need {Entries.Count} elements, more than a page can count");
        }

        PageFlags flags = IsLeaf ? PageFlags.Leaf : PageFlags.Branch;
        new PageHeader(run.Start, flags, (ushort)Entries.Count, checked((uint)(run.Length - 1))).Write(page);
        int element = PageHeader.Size;
        int data = PageHeader.Size + (Entries.Count * PageView.ElementSize);
        foreach (NodeEntry entry in Entries)
        {
            Span<byte> fields = page[element..];
            uint position = (uint)(data - element);
            if (IsLeaf)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(fields, entry.IsBucket ? PageView.BucketFlag : 0);
                BinaryPrimitives.WriteUInt32LittleEndian(fields[4..], position);
                BinaryPrimitives.WriteUInt32LittleEndian(fields[8..], (uint)entry.Key.Count);
                BinaryPrimitives.WriteUInt32LittleEndian(fields[12..], (uint)entry.Value.Count);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(fields, position);
                BinaryPrimitives.WriteUInt32LittleEndian(fields[4..], (uint)entry.Key.Count);
                BinaryPrimitives.WriteUInt64LittleEndian(fields[8..], entry.Child.Value);
            }

            entry.Key.AsSpan().CopyTo(page[data..]);
            data += entry.Key.Count;
            entry.Value.AsSpan().CopyTo(page[data..]);
            data += entry.Value.Count;
            element += PageView.ElementSize;
        }
    }
}
