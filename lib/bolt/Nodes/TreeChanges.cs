using PluginHost.Bolt.Pages;

namespace PluginHost.Bolt.Nodes;

/// <summary>
/// What differs between two states of one tree. A change copies the pages on its way, so a leaf that both states have is the same in both:
/// only the branches and the leaves that are not shared are read.
/// </summary>
internal static class TreeChanges
{
    /// <summary>The keys of <paramref name="now"/> that <paramref name="before"/> has not, or has with another value; in order.</summary>
    /// <param name="now">Not changed by its transaction.</param>
    /// <param name="before">Likewise, of a transaction that is still open; null: an empty tree.</param>
    public static IEnumerable<byte[]> Keys(Tree now, Tree? before)
    {
        foreach (NodeView leaf in UnsharedLeaves(now, before))
        {
            for (int i = 0; i < leaf.Count; i++)
            {
                if (before is null || Differs(leaf, i, before))
                {
                    yield return leaf.Key(i).ToArray();
                }
            }
        }
    }

    private static IEnumerable<NodeView> UnsharedLeaves(Tree now, Tree? before)
    {
        if (IsInline(now))
        {
            return [now.Root];
        }

        if (before is null || IsInline(before))
        {
            return Leaves(now).Select(page => new NodeView(now.Pages.Read(page)));
        }

        if (now.RootPage == before.RootPage)
        {
            return [];
        }

        HashSet<PageId> shared = [.. Leaves(before)];
        return Leaves(now).Where(page => !shared.Contains(page)).Select(page => new NodeView(now.Pages.Read(page)));
    }

    private static bool IsInline(Tree tree) => tree.RootPage.Value == 0;

    // All leaves are on one level, so the leaves themselves need not be read to find them.
    private static List<PageId> Leaves(Tree tree)
    {
        List<PageId> level = [tree.RootPage];
        for (int depth = 0; !tree.Pages.Read(level[0]).IsLeaf; depth++)
        {
            tree.Pages.CheckDepth(depth);
            List<PageId> next = [];
            foreach (PageId page in level)
            {
                PageView branch = tree.Pages.Read(page);
                if (branch.IsLeaf)
                {
                    throw BoltException.Corrupted($"page {page} is a leaf among branches");
                }

                for (int i = 0; i < branch.Count; i++)
                {
                    next.Add(branch.Child(i));
                }
            }

            level = next;
        }

        return level;
    }

    private static bool Differs(NodeView leaf, int index, Tree before)
    {
        NodeView other = before.Find(leaf.Key(index), out int place, out bool exact);
        return !exact
            || other.IsBucket(place) != leaf.IsBucket(index)
            || !other.Value(place).AsSpan().SequenceEqual(leaf.Value(index));
    }
}
