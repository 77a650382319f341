using PluginHost.Bolt.Pages;

namespace PluginHost.Bolt.Nodes;

/// <summary>
/// Merges what deletions have left too small (bbolt node.go, rebalance). Afterwards no branch has fewer than two children, no leaf but
/// a root is empty, and all leaves are as deep as before.
/// </summary>
/// <param name="pages">Where siblings that are not being changed are read from.</param>
/// <param name="giveUp">Called with the pages of each node that disappears.</param>
internal sealed class Rebalancer(PageReader pages, Action<PageRun> giveUp)
{
    public void Rebalance(Tree tree)
    {
        if (tree.RootNode is not Node root)
        {
            return;
        }

        RebalanceBelow(root);
        while (!root.IsLeaf && root.Entries.Count < 2)
        {
            GiveUp(root);
            root = root.Entries.Count == 1 ? root.ChildNode(0, pages) : new Node(isLeaf: true, []);
        }

        tree.ReplaceRoot(root);
    }

    /// <summary>Bottom up: a merge takes an entry from the parent, which then may be too small itself.</summary>
    private void RebalanceBelow(Node branch)
    {
        if (branch.IsLeaf)
        {
            return;
        }

        for (int i = 0; i < branch.Entries.Count; i++)
        {
            if (branch.Entries[i].Node is Node child)
            {
                RebalanceBelow(child);
            }
        }

        MergeChildren(branch);
    }

    private void MergeChildren(Node branch)
    {
        int index = 0;
        while (index < branch.Entries.Count)
        {
            if (branch.Entries[index].Node is not Node child || !child.Unbalanced || IsLargeEnough(child))
            {
                index++;
            }
            else if (child.Entries.Count == 0)
            {
                GiveUp(child);
                RemoveEntry(branch, index);
            }
            else if (branch.Entries.Count == 1)
            {
                // No sibling to merge with. The branch is too small itself; what becomes of it decides about the child as well.
                return;
            }
            else
            {
                index = Math.Max(index - 1, 0);
                Merge(branch, index);
            }
        }
    }

    /// <summary>Moves all entries of the right one of two neighbours into the left one, which is then looked at again.</summary>
    private void Merge(Node branch, int leftIndex)
    {
        Node left = branch.ChildNode(leftIndex, pages);
        Node right = branch.ChildNode(leftIndex + 1, pages);
        if (left.IsLeaf != right.IsLeaf)
        {
            throw BoltException.Corrupted("neighbours in a tree are a leaf and a branch");
        }

        left.Entries.AddRange(right.Entries);
        left.Unbalanced = true;
        GiveUp(right);
        RemoveEntry(branch, leftIndex + 1);
        if (!left.IsLeaf)
        {
            // An only child that stayed too small has got siblings now.
            MergeChildren(left);
        }
    }

    private static void RemoveEntry(Node branch, int index)
    {
        branch.Entries.RemoveAt(index);
        branch.Unbalanced = true;
    }

    /// <summary>More than a quarter of a page, and enough entries.</summary>
    private bool IsLargeEnough(Node node) => node.Entries.Count > node.MinEntries && node.Size > pages.PageSize / 4;

    private void GiveUp(Node node)
    {
        if (node.TakeOrigin() is PageRun run)
        {
            giveUp(run);
        }
    }
}
