using PluginHost.Bolt;
using PluginHost.Bolt.Nodes;
using PluginHost.Bolt.Pages;
using PluginHost.Bolt.Storage;

namespace Bolt.Tests;

public sealed class FormatTests
{
    private static readonly Meta Sample = new(4096, new PageId(3), 0, PageId.NoFreelist, new PageId(4), 9);

    [Fact]
    public void A_meta_page_is_read_as_it_was_written()
    {
        byte[] page = new byte[4096];
        Sample.Write(page);

        Assert.Equal(Sample, Meta.TryRead(page, out _));
        Assert.Equal(new PageHeader(new PageId(1), PageFlags.Meta, 0, 0), PageHeader.Read(page));
    }

    [Theory]
    [InlineData(16, BoltError.Invalid)]
    [InlineData(20, BoltError.VersionMismatch)]
    [InlineData(24, BoltError.Checksum)]
    [InlineData(72, BoltError.Checksum)]
    public void A_meta_page_with_a_wrong_byte_is_refused(int offset, BoltError expected)
    {
        byte[] page = new byte[4096];
        Sample.Write(page);
        page[offset] ^= 1;

        Assert.Null(Meta.TryRead(page, out BoltError error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void A_meta_that_points_beyond_the_last_page_is_never_written()
    {
        Meta impossible = Sample with { Root = new PageId(4) };
        Assert.Equal(BoltError.Corrupted, Assert.Throws<BoltException>(() => impossible.Write(new byte[4096])).Error);
        impossible = Sample with { Freelist = new PageId(7) };
        Assert.Equal(BoltError.Corrupted, Assert.Throws<BoltException>(() => impossible.Write(new byte[4096])).Error);
    }

    [Fact]
    public void A_leaf_is_laid_out_without_gaps()
    {
        NodeEntry value = NodeEntry.Leaf("a"u8.ToArray(), "xyz"u8.ToArray(), isBucket: false);
        NodeEntry bucket = NodeEntry.Leaf("bc"u8.ToArray(), "w"u8.ToArray(), isBucket: true);
        Node node = new(isLeaf: true, [value, bucket]);
        byte[] page = new byte[node.Size];
        node.Write(page, new PageRun(new PageId(7), 3));

        Assert.Equal(16 + (2 * 16) + 4 + 3, node.Size);
        Assert.Equal(
            "07000000000000000200020002000000" + "00000000200000000100000003000000" + "01000000140000000200000001000000"
            + "6178797A" + "626377",
            Convert.ToHexString(page));
    }

    [Fact]
    public void A_branch_is_laid_out_without_gaps()
    {
        NodeEntry left = NodeEntry.Branch("a"u8.ToArray(), new PageId(5));
        NodeEntry right = NodeEntry.Branch("bc"u8.ToArray(), new PageId(6));
        Node node = new(isLeaf: false, [left, right]);
        byte[] page = new byte[node.Size];
        node.Write(page, new PageRun(new PageId(7), 1));

        Assert.Equal(
            "07000000000000000100020000000000" + "20000000010000000500000000000000" + "11000000020000000600000000000000"
            + "61" + "6263",
            Convert.ToHexString(page));
    }

    [Theory]
    [InlineData(10, 200)] // more elements than fit
    [InlineData(20, 200)] // the key begins outside of the page
    [InlineData(24, 0)] // an empty key
    [InlineData(27, 0x7F)] // a key longer than the page
    [InlineData(31, 0x80)] // a value of more than 2 GiB
    [InlineData(8, 0x10)] // a freelist is no part of a tree
    public void A_page_whose_elements_leave_it_is_damaged(int offset, byte value)
    {
        byte[] page = new byte[64];
        new Node(isLeaf: true, [NodeEntry.Leaf("a"u8.ToArray(), "xyz"u8.ToArray(), false)]).Write(page, new PageRun(new PageId(7), 1));
        PageView.Open(page, "page 7");
        page[offset] = value;

        Assert.Equal(BoltError.Corrupted, Assert.Throws<BoltException>(() => PageView.Open(page, "page 7")).Error);
    }

    [Theory]
    [InlineData(16384, 16384, 16384)]
    [InlineData(16384, 28672, 32768)]
    [InlineData(32768, 32769, 65536)]
    [InlineData(8 << 20, (8 << 20) + 1, 16 << 20)]
    [InlineData(16 << 20, (16 << 20) + 4096, (32 << 20) + 4096)]
    public void A_file_grows_as_bbolt_makes_it_grow(long length, long wanted, long expected)
        => Assert.Equal(expected, FileGrowth.NewLength(length, wanted));
}
