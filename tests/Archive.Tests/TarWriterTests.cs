using System.Security.Cryptography;
using System.Text;
using PluginHost.Archive.Tar;
using PluginHost.Linux.Files;

namespace Archive.Tests;

public sealed class TarWriterTests
{
    [Fact]
    public void Entries_are_read_as_they_were_written()
    {
        TarEntry[] entries =
        [
            new() { Name = "dir/", Type = TarEntryType.Directory, Mode = 0x1ED, ModifyTime = new TimeSpec(5, 0) },
            new() { Name = "dir/file", Type = TarEntryType.Regular, Mode = 0xFFF, Uid = 2_097_152, Gid = 4_294_967_294, Size = 3, ModifyTime = new TimeSpec(-7, 0) },
            new() { Name = $"{new string('a', 90)}/{new string('b', 90)}", Type = TarEntryType.Symlink, LinkName = "short" },
            new() { Name = new string('c', 300), Type = TarEntryType.HardLink, LinkName = new string('d', 101) },
            new() { Name = "ü/ä", Type = TarEntryType.Fifo },
            new() { Name = PathEncoding.GetString([0x61, 0xFF]), Type = TarEntryType.CharacterDevice, DeviceMajor = 2_097_151, DeviceMinor = 7 },
        ];
        using MemoryStream tar = new();
        TarWriter writer = new(tar);
        foreach (TarEntry entry in entries)
        {
            writer.WriteEntry(entry);
            writer.Write("abc"u8[..(int)entry.Size]);
        }

        writer.Finish();

        tar.Position = 0;
        List<(TarEntry Entry, string Content)> read = TarReaderTests.ReadAll(tar);
        Assert.Equal(entries.Select(Describe), read.Select(entry => Describe(entry.Entry)));
        Assert.Equal("abc", read[1].Content);
    }

    // The digests are those of what Go's archive/tar writes.
    [Theory]
    [InlineData(8_589_934_591, "dff018907e22238f47f81342fd79b1cc1f8e952050876abe766800b98c7a57da")]
    [InlineData(8_589_934_592, "5bbc10f8602ad570d2a286bc801ccc5e35c73d3154c883d0e3c00e2a44cbd636")]
    [InlineData(10_995_116_277_760, "37922b7afe858dc22a7a87bc1d5d5671827791131ec9d616aa4ad6493a9d8e75")]
    public void A_size_of_8_GiB_and_more_gets_a_pax_header(long size, string digest)
    {
        using MemoryStream tar = new();

        new TarWriter(tar).WriteEntry(new TarEntry
        {
            Name = "dir/big", Type = TarEntryType.Regular, Mode = 0x1A4, Size = size, Uid = 1, Gid = 2, ModifyTime = new TimeSpec(1_600_000_000, 0),
        });

        Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(tar.ToArray())));
    }

    [Theory]
    [InlineData(100, 100, 0)]
    [InlineData(100, 101, 1)]
    [InlineData(155, 100, 0)]
    [InlineData(156, 100, 1)]
    public void Long_names_are_split_where_ustar_can_and_get_a_pax_header_where_it_can_not(int directory, int file, int headers)
    {
        using MemoryStream tar = new();
        TarWriter writer = new(tar);
        string name = $"{new string('d', directory)}/{new string('f', file)}";
        writer.WriteEntry(new TarEntry { Name = name, Type = TarEntryType.Regular });

        Assert.Equal(512 * (1 + (2 * headers)), tar.Length);
        Assert.Equal(headers == 1 ? (byte)'x' : (byte)'0', tar.ToArray()[156]);
        Assert.Equal(name, TarReaderTests.ReadAll(new MemoryStream(tar.ToArray())).Single().Entry.Name);
    }

    [Fact]
    public void A_pax_header_stands_beside_its_entry_and_its_records_are_in_order()
    {
        using MemoryStream tar = new();
        TarWriter writer = new(tar);
        writer.WriteEntry(new TarEntry
        {
            Name = "dir/ü",
            Type = TarEntryType.Regular,
            Uid = 3_000_000,
            Xattrs = [KeyValuePair.Create("user.b", "2"u8.ToArray()), KeyValuePair.Create("user.a", "1"u8.ToArray())],
        });

        string text = Encoding.UTF8.GetString(tar.ToArray());
        Assert.StartsWith("dir/PaxHeaders.0\0", text, StringComparison.Ordinal);
        Assert.Contains("25 SCHILY.xattr.user.a=1\n25 SCHILY.xattr.user.b=2\n15 path=dir/ü\n15 uid=3000000\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_whose_length_counts_its_own_digits_is_right_at_the_edges()
    {
        for (int length = 80; length < 120; length++)
        {
            RoundTrip(new string('é', length));
        }

        for (int length = 480; length < 520; length++)
        {
            RoundTrip(new string('é', length));
        }
    }

    [Fact]
    public void Content_must_be_as_long_as_the_header_says()
    {
        TarWriter writer = new(Stream.Null);
        TarEntry entry = new() { Name = "file", Type = TarEntryType.Regular, Size = 3 };
        writer.WriteEntry(entry);
        writer.Write("ab"u8);

        Assert.Contains("longer", Assert.Throws<InvalidOperationException>(() => writer.Write("cd"u8)).Message, StringComparison.Ordinal);
        Assert.Contains("lacks 1 bytes", Assert.Throws<InvalidOperationException>(writer.Finish).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => writer.WriteEntry(entry));
    }

    [Fact]
    public void Values_without_room_are_refused()
    {
        TarWriter writer = new(Stream.Null);
        TarEntry entry = new() { Name = "file", Type = TarEntryType.Regular };

        Assert.Throws<ArgumentException>(() => writer.WriteEntry(entry with { Uid = -1 }));
        Assert.Throws<ArgumentException>(() => writer.WriteEntry(entry with { DeviceMajor = 2_097_152 }));
        Assert.Throws<ArgumentException>(() => writer.WriteEntry(entry with { Name = "a\0b" }));
    }

    [Theory]
    [InlineData("", ".")]
    [InlineData("./", ".")]
    [InlineData("/", "/")]
    [InlineData("a//b/./c/", "a/b/c")]
    [InlineData("a/../../b", "../b")]
    [InlineData("/../b", "/b")]
    [InlineData("../..", "../..")]
    public void Paths_are_cleaned_as_text(string path, string expected)
        => Assert.Equal(expected, TarPath.Clean(path));

    [RootFact]
    public void The_programs_of_the_system_read_what_is_written()
    {
        using TempDirectory temp = new();
        ApplyTests.MakeTree(temp.MakeDirectory("tree"), xattrs: false);
        File.WriteAllBytes(temp.At("layer.tar"), LayerText.Diff(null, temp.At("tree")));

        string names = Tools.Run(temp.Path, "tar", "-tf", "layer.tar");

        Assert.Equal(13, names.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [ToolFact("bsdtar")]
    public void Libarchive_reads_what_is_written_and_the_other_way_round()
    {
        using TempDirectory temp = new();
        ApplyTests.MakeTree(temp.MakeDirectory("tree"), xattrs: false);
        TreeRemoval.Remove(temp.At($"tree/etc/{PathEncoding.GetString([0xFE, 0x42])}"), CancellationToken.None);
        File.WriteAllBytes(temp.At("layer.tar"), LayerText.Diff(null, temp.At("tree")));
        Tools.Run(temp.MakeDirectory("out"), "bsdtar", "--numeric-owner", "-xpf", temp.At("layer.tar"));
        Assert.Equal(TreeSnapshot.Of(temp.At("tree"), times: false), TreeSnapshot.Of(temp.At("out"), times: false));

        foreach (string format in (string[])["pax", "gnutar"])
        {
            Tools.Run(temp.At("tree"), "bsdtar", $"--format={format}", "--exclude=llll*", "-cf", temp.At($"{format}.tar"), "etc");
            using Unpacking unpacking = new();
            using FileStream tar = File.OpenRead(temp.At($"{format}.tar"));
            unpacking.Apply(tar);

            Assert.Equal("root", unpacking.Read("etc/deep/hard"));
            Assert.Equal("utf-8", unpacking.Read("etc/ümläut"));
            Assert.Equal((1234u, 5_000_000u), (unpacking.Status("etc/large").Uid, unpacking.Status("etc/large").Gid));
        }
    }

    private static void RoundTrip(string name)
    {
        using MemoryStream tar = new();
        TarWriter writer = new(tar);
        writer.WriteEntry(new TarEntry { Name = name, Type = TarEntryType.Regular });
        writer.Finish();
        tar.Position = 0;

        Assert.Equal(name, TarReaderTests.ReadAll(tar).Single().Entry.Name);
    }

    private static string Describe(TarEntry entry)
        => $"{entry.Name} {entry.Type} {entry.LinkName} {entry.Mode} {entry.Uid} {entry.Gid} {entry.Size} {entry.ModifyTime} {entry.DeviceMajor} {entry.DeviceMinor}";
}
