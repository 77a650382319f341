using PluginHost.Archive.Apply;
using PluginHost.Archive.Tar;

namespace Archive.Tests;

/// <summary>Archives made to take memory, time or room. Alone, since the memory measured is the process's.</summary>
[Collection(nameof(BombTests))]
[CollectionDefinition(nameof(BombTests), DisableParallelization = true)]
public sealed class BombTests
{
    private const long AllowedGrowth = 24 << 20;

    private static readonly byte[] End = new byte[1024];

    public static TheoryData<string, byte[]> Endless => new()
    {
        { "extended header", RawTar.Header('x', "x", "", 8L << 30, 0, 0, 0, 0, 0, 0) },
        { "extended header in base 256", RawTar.Header('x', "x", "", long.MaxValue, 0, 0, 0, 0, 0, 0) },
        { "long name", RawTar.Header('L', "x", "", 8L << 30, 0, 0, 0, 0, 0, 0) },
        { "long link", RawTar.Header('K', "x", "", 8L << 30, 0, 0, 0, 0, 0, 0) },
        { "extended header of negative size", RawTar.Header('x', "x", "", -512, 0, 0, 0, 0, 0, 0) },
    };

    [Theory]
    [MemberData(nameof(Endless))]
    public void A_header_of_gigabytes_is_refused_before_it_is_read(string what, byte[] header)
    {
        using RepeatingStream stream = new(header, 1, new byte[64 << 20]);
        using TarReader reader = new(stream);

        ArchiveException exception = Assert.Throws<ArchiveException>(() => reader.Next(CancellationToken.None));

        Assert.True(exception.Error == ArchiveError.Malformed, $"{what}: {exception.Message}");
        Assert.StartsWith("invalid archive: an extended header of ", exception.Message, StringComparison.Ordinal);
        Assert.True(stream.Position64 < 1 << 20, $"{what}: {stream.Position64} bytes were read");
    }

    [Fact]
    public void Headers_that_follow_each_other_without_an_entry_take_the_memory_of_one()
    {
        byte[] header = new RawTar().Pax(("comment", new string('x', 900_000))).Add('L', "x", content: new string('n', 900_000)).ToBytes();
        long growth = 0;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using RepeatingStream stream = new(header, 500, End) { BeforeEnd = () => growth = GC.GetTotalMemory(forceFullCollection: true) - before };
        using TarReader reader = new(stream);

        Assert.Equal(ArchiveError.Truncated, Assert.Throws<ArchiveException>(() => reader.Next(CancellationToken.None)).Error);

        Assert.InRange(growth, long.MinValue, AllowedGrowth);
    }

    [RootFact]
    public void A_directory_that_comes_again_and_again_takes_no_memory_and_has_the_last_times()
    {
        using Unpacking unpacking = new();
        string path = string.Join('/', Enumerable.Repeat(new string('p', 99), 20)) + "/";
        byte[] entry = new RawTar().Add('5', path, mode: 0x1ED, mtime: 1_600_000_000).ToBytes();
        byte[] last = new RawTar().Add('5', path, mode: 0x1ED, mtime: 1_500_000_000).Directory("end/").ToStream().ToArray();
        long growth = 0;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using RepeatingStream stream = new(entry, 20_000, last) { BeforeEnd = () => growth = GC.GetTotalMemory(forceFullCollection: true) - before };

        ApplyResult result = unpacking.Apply(stream);

        Assert.Equal(20_002, result.Entries);
        Assert.InRange(growth, long.MinValue, AllowedGrowth);
        Assert.Equal(1_500_000_000, unpacking.Status(path.TrimEnd('/')).ModifyTime.Seconds);
    }

    [RootFact]
    public void A_million_entries_take_little_memory()
    {
        using Unpacking unpacking = new();
        byte[] entry = new RawTar().Add('0', "missing/../.wh.nothing", mode: 0).Add('g', "global", content: "17 comment=hello\n").ToBytes();
        long growth = 0;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using RepeatingStream stream = new(entry, 500_000, End) { BeforeEnd = () => growth = GC.GetTotalMemory(forceFullCollection: true) - before };

        Assert.Equal(1_000_000, unpacking.Apply(stream).Entries);

        Assert.InRange(growth, long.MinValue, AllowedGrowth);
    }

    [RootFact]
    public void Ten_thousand_levels_of_directories_are_refused()
    {
        using Unpacking unpacking = new();
        string name = string.Concat(Enumerable.Repeat("d/", 10_000));

        foreach (RawTar tar in (RawTar[])[new RawTar().Directory(name), new RawTar().File(name + "file"), new RawTar().File("x").HardLink(name + "x", "y"), new RawTar().Whiteout(name + ".wh.x")])
        {
            LinuxException exception = Assert.IsType<LinuxException>(unpacking.ApplyHostile(tar));
            Assert.Contains(exception.Errno, (int[])[Errno.ENAMETOOLONG, Errno.ENOENT]);
        }

        Assert.False(unpacking.Exists("d"));
    }

    [RootFact]
    public void Links_do_not_lead_deeper_than_a_path_can()
    {
        using Unpacking unpacking = new();
        string deep = string.Concat(Enumerable.Repeat("d/", 1000));
        RawTar tar = new RawTar().Directory(deep).Symlink("/" + deep, "a").Symlink("a/" + deep, "b").Directory("b/" + deep).File("b/" + deep + "file");

        Assert.Equal(Errno.ENAMETOOLONG, Assert.IsType<LinuxException>(unpacking.ApplyHostile(tar)).Errno);
    }

    [RootFact]
    public void What_was_written_of_a_file_that_breaks_off_takes_no_room()
    {
        using Unpacking unpacking = new();
        using RepeatingStream stream = new([.. RawTar.Header('0', "x", "", 1L << 40, 0x1A4, 0, 0, 0, 0, 0), .. new byte[1 << 20]], 1, new byte[100]);

        Assert.Equal(ArchiveError.Truncated, Assert.Throws<ArchiveException>(() => unpacking.Apply(stream)).Error);

        Assert.Equal(0, unpacking.Status("x").Size);
    }

    public static TheoryData<string, RawTar> Sizes => new()
    {
        { "sparse file of 8 EiB", new RawTar().Add('0', "x", content: "x", pax: [("GNU.sparse.map", "0,1"), ("GNU.sparse.size", "9223372036854775807")]) },
        { "range at the end of 64 bits", new RawTar().Add('0', "x", content: "x", pax: [("GNU.sparse.map", "9223372036854775806,1"), ("GNU.sparse.size", "9223372036854775807")]) },
        { "range before the begin", new RawTar().Add('0', "x", content: "x", pax: [("GNU.sparse.map", "-1,1"), ("GNU.sparse.size", "10")]) },
        { "range of negative length", new RawTar().Add('0', "x", content: "x", pax: [("GNU.sparse.map", "5,-1,0,2"), ("GNU.sparse.size", "10")]) },
        { "lengths that overflow", new RawTar().Add('0', "x", content: "x", pax: [("GNU.sparse.map", "0,9223372036854775807,9223372036854775807,9223372036854775807"), ("GNU.sparse.size", "9223372036854775807")]) },
        { "size of 8 EiB", new RawTar().Raw(RawTar.Header('0', "x", "", long.MaxValue, 0x1A4, 0, 0, 0, 0, 0)) },
        { "size of 8 EiB in a record", new RawTar().Pax(("size", "9223372036854775807")).Raw(RawTar.Header('0', "x", "", 0, 0x1A4, 0, 0, 0, 0, 0)) },
        { "size beyond 64 bits", new RawTar().Pax(("size", "92233720368547758070")).Raw(RawTar.Header('0', "x", "", 0, 0x1A4, 0, 0, 0, 0, 0)) },
    };

    [RootTheory]
    [MemberData(nameof(Sizes))]
    public void Numbers_that_nothing_can_have_are_an_error_and_take_no_room(string what, RawTar tar)
    {
        using Unpacking unpacking = new();

        Exception? exception = unpacking.ApplyHostile(tar);

        long blocks = unpacking.Exists("x") ? LibC.Lstat(unpacking.At("x")).Blocks : 0;
        Assert.True(blocks <= 8, $"{what}: {blocks} blocks");
        Assert.True(exception is ArchiveException or LinuxException { Errno: Errno.EFBIG or Errno.EINVAL }, $"{what}: {exception}");
    }
}
