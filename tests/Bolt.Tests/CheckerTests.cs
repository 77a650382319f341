using System.Buffers.Binary;
using Bolt.Tests.Support;
using PluginHost.Bolt;
using PluginHost.Bolt.Pages;

namespace Bolt.Tests;

/// <summary>Damage that is planted into a sound file must be found.</summary>
public sealed class CheckerTests
{
    private const int PageSize = 1024;

    private readonly byte[] _content;
    private readonly Meta _meta;

    public CheckerTests()
    {
        MemoryFile file = new();
        using (Database database = Databases.Open(file))
        {
            database.Update(transaction =>
            {
                Bucket bucket = transaction.CreateBucket("tree");
                for (int i = 0; i < 200; i++)
                {
                    bucket.Put($"key{i:d3}", new byte[20]);
                }

                Bucket inline = transaction.CreateBucket("inline");
                inline.Put("a", "1");
                inline.Put("b", "2");
                transaction.CreateBucket("other").Put("large", new byte[500]);
            });
            database.Update(transaction => transaction.Bucket("other")!.Put("more", "value"));
            database.AssertSound();
        }

        _content = file.Content;
        Meta first = Meta.TryRead(_content, out _)!;
        Meta second = Meta.TryRead(_content.AsSpan(PageSize), out _)!;
        _meta = first.TransactionId > second.TransactionId ? first : second;
    }

    [Fact]
    public void A_page_with_another_number_is_found()
    {
        _content[Offset(FirstLeaf())] ^= 0x40;
        AssertFault("says that it is page");
    }

    [Fact]
    public void A_page_of_another_type_is_found()
    {
        _content[Offset(FirstLeaf()) + 8] = (byte)PageFlags.Meta;
        AssertFault("neither branch nor leaf");
    }

    [Fact]
    public void A_leaf_that_does_not_begin_with_its_parents_key_is_found()
    {
        // "key000" becomes "key00!", which is still in order: only bbolt's next write would stumble over it.
        int leaf = Offset(FirstLeaf());
        _content[leaf + 16 + Position(leaf + 16 + 4) + 5] = (byte)'!';
        AssertFault("first key \"key00!\" is not \"key000\", as its parent says");
    }

    [Fact]
    public void Keys_out_of_order_are_found()
    {
        int leaf = Offset(FirstLeaf());
        int second = leaf + 32;
        _content[second + Position(second + 4)] = (byte)'a';
        AssertFault("does not come after");
    }

    [Fact]
    public void A_key_that_belongs_to_the_next_page_is_found()
    {
        int leaf = Offset(FirstLeaf());
        int last = leaf + (PageHeader.Read(_content.AsSpan(leaf)).Count * 16);
        _content[last + Position(last + 4)] = (byte)'z';
        AssertFault("where the next page begins");
    }

    [Fact]
    public void A_page_with_two_parents_is_found_and_one_that_is_lost_too()
    {
        int branch = Offset(TreeRoot());
        _content.AsSpan(branch + 16 + 8, 8).CopyTo(_content.AsSpan(branch + 32 + 8));
        AssertFault("multiple references");
        AssertFault("unreachable unfreed");
    }

    [Fact]
    public void A_reference_beyond_the_last_page_is_found()
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_content.AsSpan(Offset(TreeRoot()) + 16 + 8), 100_000);
        AssertFault("page 100000: out of bounds");
    }

    [Fact]
    public void A_page_that_is_its_own_child_is_found()
    {
        ulong root = TreeRoot();
        BinaryPrimitives.WriteUInt64LittleEndian(_content.AsSpan(Offset(root) + 16 + 8), root);
        AssertFault($"page {root}: multiple references");
        using Database database = ReadOnly();
        database.View(transaction =>
            Assert.Equal(BoltError.Corrupted, Databases.ErrorOf(() => transaction.Bucket("tree")!.Get("key000"))));
    }

    [Fact]
    public void A_branch_with_one_child_is_found()
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_content.AsSpan(Offset(TreeRoot()) + 10), 1);
        AssertFault("branch with one child");
    }

    [Fact]
    public void An_empty_leaf_is_found()
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_content.AsSpan(Offset(FirstLeaf()) + 10), 0);
        AssertFault("empty leaf");
    }

    [Fact]
    public void A_leaf_among_branches_is_found()
    {
        // The root of the tree gets itself a level deeper: its first child becomes a branch over two of its leaves.
        int branch = Offset(TreeRoot());
        int child = Offset(FirstLeaf());
        byte[] moved = _content[branch..(branch + PageSize)];
        new PageHeader(new PageId(FirstLeaf()), PageFlags.Branch, 2, 0).Write(moved);
        moved.CopyTo(_content, child);
        AssertFault("leaf at depth");
    }

    [Fact]
    public void A_free_page_that_is_in_use_is_found()
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_content.AsSpan(Offset(_meta.Freelist.Value) + 16), FirstLeaf());
        AssertFault($"page {FirstLeaf()}: reachable freed");
    }

    [Fact]
    public void A_free_page_that_is_listed_twice_is_found()
    {
        int list = Offset(_meta.Freelist.Value) + 16;
        _content.AsSpan(list, 8).CopyTo(_content.AsSpan(list + 8));
        AssertFault("already freed");
    }

    [Fact]
    public void A_free_page_beyond_the_last_page_is_found()
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_content.AsSpan(Offset(_meta.Freelist.Value) + 16), 100_000);
        AssertFault("listed free, but out of bounds");
    }

    [Fact]
    public void A_page_that_is_neither_used_nor_free_is_found()
    {
        int list = Offset(_meta.Freelist.Value);
        _content[list + 10]--;
        AssertFault("unreachable unfreed");
    }

    [Fact]
    public void A_freelist_of_another_type_is_found()
    {
        _content[Offset(_meta.Freelist.Value) + 8] = (byte)PageFlags.Leaf;
        AssertFault("is not a freelist");
    }

    [Fact]
    public void A_bucket_inside_an_inline_bucket_is_found()
    {
        _content[InlinePage() + 16] = 1;
        AssertFault("has a sub-bucket \"a\" (\"inline\")");
    }

    [Fact]
    public void Keys_of_an_inline_bucket_out_of_order_are_found()
    {
        int second = InlinePage() + 32;
        _content[second + Position(second + 4)] = (byte)'A';
        AssertFault("inline: key \"A\" does not come after \"a\"");
    }

    [Fact]
    public void An_inline_bucket_with_a_page_number_is_found()
    {
        _content[InlinePage()] = 7;
        AssertFault("not a leaf numbered 0");
    }

    [Fact]
    public void An_inline_bucket_that_leaves_its_value_is_found()
    {
        _content[InlinePage() + 10] = 200;
        AssertFault("more than fit");
    }

    [Fact]
    public void A_bucket_with_a_root_page_and_something_behind_it_is_found()
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_content.AsSpan(InlinePage() - 16), TreeRoot());
        AssertFault("with a root page");
    }

    [Fact]
    public void A_value_among_the_top_level_buckets_is_found()
    {
        _content[Offset(_meta.Root.Value) + 16] = 0;
        AssertFault("is a value among the top-level buckets");
    }

    [Fact]
    public void A_file_that_was_cut_short_is_found()
    {
        using Database database = Databases.Open(
            new MemoryFile(_content[..((int)(_meta.HighWater.Value - 1) * PageSize)]),
            new DatabaseOptions { ReadOnly = true });
        Assert.Contains(database.Check(), fault => fault.Contains("pages, but", StringComparison.Ordinal));
    }

    private void AssertFault(string expected)
    {
        using Database database = ReadOnly();
        IReadOnlyList<string> faults = database.Check();
        Assert.True(faults.Any(fault => fault.Contains(expected, StringComparison.Ordinal)), $"only: {string.Join("\n", faults)}");
    }

    private Database ReadOnly() => Databases.Open(new MemoryFile(_content), new DatabaseOptions { ReadOnly = true });

    private static int Offset(ulong page) => (int)page * PageSize;

    private int Position(int offset) => BinaryPrimitives.ReadInt32LittleEndian(_content.AsSpan(offset));

    private ulong TreeRoot() => BucketValue.Read(TopLevelValue("tree")).Root.Value;

    private ulong FirstLeaf() => BinaryPrimitives.ReadUInt64LittleEndian(_content.AsSpan(Offset(TreeRoot()) + 16 + 8));

    private int InlinePage() => TopLevelValue("inline").Offset + BucketValue.HeaderSize;

    private ArraySegment<byte> TopLevelValue(string name)
    {
        ArraySegment<byte> root = new(_content, Offset(_meta.Root.Value), PageSize);
        PageView view = PageView.Open(root, "root");
        int index = Enumerable.Range(0, view.Count).First(i => System.Text.Encoding.UTF8.GetString(view.KeySegment(i)) == name);
        return view.ValueSegment(index);
    }
}
