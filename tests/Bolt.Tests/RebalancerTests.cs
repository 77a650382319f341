using System.Buffers.Binary;
using Bolt.Tests.Support;
using PluginHost.Bolt.Nodes;
using PluginHost.Bolt.Pages;
using Xunit.Abstractions;

namespace Bolt.Tests;

public sealed class RebalancerTests(ITestOutputHelper output) : IDisposable
{
    private readonly MemoryFile _file = new(new byte[4096]);
    private uint _nextKey;

    public void Dispose() => _file.Dispose();

    /// <summary>Trees far deeper than their few entries need, so that every way of merging up and down occurs.</summary>
    [Fact]
    public void Whatever_is_deleted_the_tree_stays_whole_and_no_page_is_too_empty()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        PageReader pages = new(new PageCache(_file, 1024, Databases.MemoryPath, 0), new PageId(4));
        for (int round = 0; round < 3000; round++)
        {
            Tree tree = Tree.Inline(pages, PageView.Open(EmptyLeaf(), "empty"));
            Node root = Grow(random, random.Next(6));
            tree.ReplaceRoot(root);
            int percent = random.Next(101);
            List<uint> left = [];
            Prune(root, random, percent, left);

            new Rebalancer(pages, _ => { }).Rebalance(tree);

            List<uint> found = [];
            HashSet<int> leafDepths = [];
            Collect(tree.RootNode!, 0, found, leafDepths);
            Assert.Equal(left, found);
            Assert.Single(leafDepths);
        }
    }

    private static byte[] EmptyLeaf()
    {
        byte[] page = new byte[PageHeader.Size];
        new PageHeader(default, PageFlags.Leaf, 0, 0).Write(page);
        return page;
    }

    private Node Grow(Random random, int depth)
    {
        List<NodeEntry> entries = [];
        for (int i = random.Next(2, 5); i > 0; i--)
        {
            byte[] key = new byte[random.Next(4, 120)];
            BinaryPrimitives.WriteUInt32BigEndian(key, _nextKey);
            if (depth == 0)
            {
                _nextKey++;
                entries.Add(NodeEntry.Leaf(key, default, isBucket: false));
            }
            else
            {
                entries.Add(NodeEntry.Branch(key, default) with { Node = Grow(random, depth - 1) });
            }
        }

        return new Node(depth == 0, entries);
    }

    private static void Prune(Node node, Random random, int percent, List<uint> left)
    {
        if (!node.IsLeaf)
        {
            node.Entries.ForEach(entry => Prune(entry.Node!, random, percent, left));
            return;
        }

        node.Unbalanced |= node.Entries.RemoveAll(_ => random.Next(100) < percent) > 0;
        left.AddRange(node.Entries.Select(Number));
    }

    private static void Collect(Node node, int depth, List<uint> found, HashSet<int> leafDepths)
    {
        if (node.IsLeaf)
        {
            Assert.True(depth == 0 || node.Entries.Count > 0, "an empty leaf");
            leafDepths.Add(depth);
            found.AddRange(node.Entries.Select(Number));
            return;
        }

        Assert.True(node.Entries.Count >= 2, "a branch with one child");
        node.Entries.ForEach(entry => Collect(entry.Node!, depth + 1, found, leafDepths));
    }

    private static uint Number(NodeEntry entry) => BinaryPrimitives.ReadUInt32BigEndian(entry.Key);
}
