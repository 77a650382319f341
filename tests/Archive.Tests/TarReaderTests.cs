using System.Text;
using PluginHost.Archive.Tar;

namespace Archive.Tests;

public sealed class TarReaderTests
{
    [ToolFact("tar")]
    public void All_formats_of_gnu_tar_are_read()
    {
        using TempDirectory temp = new();
        string name = new('n', 90);
        temp.MakeDirectory($"tree/{new string('d', 60)}");
        temp.MakeFile($"tree/{new string('d', 60)}/f", "in a directory");
        temp.MakeFile("tree/file", "content");
        temp.MakeFile($"tree/{name}", new string('x', 1000));
        LibC.SymlinkAt("file", SafeFileDescriptor.CurrentDirectory, temp.At("tree/symlink"));
        LibC.LinkAt(SafeFileDescriptor.CurrentDirectory, temp.At("tree/file"), SafeFileDescriptor.CurrentDirectory, temp.At("tree/hard"), AtFlags.None);
        foreach (string format in (string[])["v7", "ustar", "oldgnu", "gnu", "posix"])
        {
            Tools.Run(temp.Path, "tar", $"--format={format}", "--sort=name", "-cf", temp.At($"{format}.tar"), "tree");

            List<(TarEntry Entry, string Content)> entries = ReadAll(File.OpenRead(temp.At($"{format}.tar")));

            Assert.Equal(
                ["tree/", $"tree/{new string('d', 60)}/", $"tree/{new string('d', 60)}/f", "tree/file", "tree/hard", $"tree/{name}", "tree/symlink"],
                entries.Select(entry => entry.Entry.Name));
            Assert.Equal(
                [TarEntryType.Directory, TarEntryType.Directory, TarEntryType.Regular, TarEntryType.Regular, TarEntryType.HardLink, TarEntryType.Regular, TarEntryType.Symlink],
                entries.Select(entry => entry.Entry.Type));
            Assert.Equal(("tree/file", "file"), (entries[4].Entry.LinkName, entries[6].Entry.LinkName));
            Assert.Equal(["", "", "in a directory", "content", "", new string('x', 1000), ""], entries.Select(entry => entry.Content));
            Assert.Equal(LibC.Lstat(temp.At("tree/file")).ModifyTime.Seconds, entries[3].Entry.ModifyTime.Seconds);
            Assert.Equal(0x1A4, entries[3].Entry.Mode & 0xFFF);
        }
    }

    [ToolFact("tar")]
    public void Names_and_links_of_any_length_are_read()
    {
        using TempDirectory temp = new();
        string path = "tree";
        for (int i = 0; i < 8; i++)
        {
            path += $"/{new string((char)('a' + i), 200)}";
        }

        temp.MakeDirectory(path);
        temp.MakeFile($"{path}/file", "deep");
        LibC.SymlinkAt(path, SafeFileDescriptor.CurrentDirectory, temp.At("tree/link"));
        foreach (string format in (string[])["gnu", "posix"])
        {
            Tools.Run(temp.Path, "tar", $"--format={format}", "-cf", temp.At("x.tar"), "tree");
            List<(TarEntry Entry, string Content)> entries = ReadAll(File.OpenRead(temp.At("x.tar")));

            Assert.Equal("deep", entries.Single(entry => entry.Entry.Name == $"{path}/file").Content);
            Assert.Equal(path, entries.Single(entry => entry.Entry.Name == "tree/link").Entry.LinkName);
        }
    }

    [ToolFact("tar")]
    public void All_versions_of_sparse_files_are_read()
    {
        using TempDirectory temp = new();
        using (SafeFileDescriptor file = LibC.Open(temp.At("sparse"), OpenFlags.O_RDWR | OpenFlags.O_CREAT, FileModes.Octal0644))
        {
            for (int i = 0; i < 40; i++)
            {
                LibC.Pwrite(file, Encoding.ASCII.GetBytes($"block {i}"), i * 1_000_000L);
            }

            LibC.Ftruncate(file, 50_000_000);
        }

        byte[] expected = File.ReadAllBytes(temp.At("sparse"));
        foreach (string[] format in (string[][])[["--format=gnu"], ["--format=oldgnu"], ["--format=posix", "--sparse-version=0.0"],
            ["--format=posix", "--sparse-version=0.1"], ["--format=posix", "--sparse-version=1.0"]])
        {
            Tools.Run(temp.Path, "tar", [.. format, "--sparse", "-cf", temp.At("x.tar"), "sparse"]);
            Assert.True(new FileInfo(temp.At("x.tar")).Length < 1_000_000);
            using FileStream stream = File.OpenRead(temp.At("x.tar"));
            using TarReader reader = new(stream);

            TarEntry entry = reader.Next(CancellationToken.None)!;

            Assert.Equal(("sparse", 50_000_000L, TarEntryType.Regular), (entry.Name, entry.Size, entry.Type));
            byte[] actual = new byte[entry.Size];
            foreach (SparseRange range in entry.Sparse!)
            {
                long offset = range.Offset;
                while (offset < range.Offset + range.Length)
                {
                    ReadOnlySpan<byte> piece = reader.ReadContent(range.Offset + range.Length - offset);
                    piece.CopyTo(actual.AsSpan((int)offset));
                    offset += piece.Length;
                }
            }

            Assert.True(expected.AsSpan().SequenceEqual(actual), string.Join(' ', format));
            Assert.True(reader.ReadContent().IsEmpty);
            Assert.Null(reader.Next(CancellationToken.None));
        }
    }

    [Theory]
    [InlineData("00000000012\0", 10)]
    [InlineData("         12 ", 10)]
    [InlineData("12\0garbage  ", 10)]
    [InlineData("            ", 0)]
    [InlineData("777777777777", 68719476735)]
    public void Octal_numbers_may_be_padded(string field, long expected)
    {
        Assert.True(TarNumber.TryParse(Encoding.ASCII.GetBytes(field), out long number));
        Assert.Equal(expected, number);
    }

    [Theory]
    [InlineData("12345678")]
    [InlineData("-1")]
    [InlineData("0x10")]
    [InlineData("1 2")]
    [InlineData("7777777777777777777777777777")]
    public void Other_texts_are_no_octal_numbers(string field)
        => Assert.False(TarNumber.TryParse(Encoding.ASCII.GetBytes(field), out _));

    [Theory]
    [InlineData(new byte[] { 0x80, 0, 0, 0, 0, 0, 1, 2 }, 258)]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE }, -2)]
    [InlineData(new byte[] { 0x80, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, long.MaxValue)]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0 }, long.MinValue)]
    public void Numbers_may_be_in_base_256(byte[] field, long expected)
    {
        Assert.True(TarNumber.TryParse(field, out long number));
        Assert.Equal(expected, number);
    }

    [Fact]
    public void A_number_in_base_256_of_more_than_64_bits_is_refused()
        => Assert.False(TarNumber.TryParse([0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], out _));

    [Theory]
    [InlineData("1.5", 1, 500_000_000)]
    [InlineData("0", 0, 0)]
    [InlineData("1350244992.023960108", 1_350_244_992, 23_960_108)]
    [InlineData("1.12345678999", 1, 123_456_789)]
    [InlineData("-1.5", -2, 500_000_000)]
    [InlineData("-1", -1, 0)]
    [InlineData("-0.25", -1, 750_000_000)]
    [InlineData("3.", 3, 0)]
    public void Times_of_pax_records_have_nanoseconds(string text, long seconds, long nanoseconds)
    {
        Assert.True(PaxTime.TryParse(Encoding.ASCII.GetBytes(text), out TimeSpec time));
        Assert.Equal(new TimeSpec(seconds, nanoseconds), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".5")]
    [InlineData("1.-5")]
    [InlineData("x")]
    [InlineData("99999999999999999999")]
    [InlineData("-9223372036854775808.5")]
    public void Other_texts_are_no_time(string text)
        => Assert.False(PaxTime.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Pax_records_replace_what_the_header_says()
    {
        RawTar tar = new RawTar().Add(
            '0', "short", content: "12345", pax:
            [
                ("path", "long/ä"), ("uid", "3000000000"), ("gid", "4000000000"), ("mtime", "12.5"), ("atime", "13.25"),
                ("SCHILY.xattr.user.b", "1=2\n3"), ("SCHILY.xattr.user.a", ""), ("comment", "x"),
            ]);

        TarEntry entry = ReadAll(tar.ToStream()).Single().Entry;

        Assert.Equal(("long/ä", 3_000_000_000, 4_000_000_000), (entry.Name, entry.Uid, entry.Gid));
        Assert.Equal((new TimeSpec(12, 500_000_000), new TimeSpec(13, 250_000_000)), (entry.ModifyTime, entry.AccessTime));
        Assert.Equal(["user.b", "user.a"], entry.Xattrs.Select(pair => pair.Key));
        Assert.Equal("1=2\n3"u8, entry.Xattrs[0].Value);
    }

    [Fact]
    public void Of_two_pax_records_the_later_counts_and_an_empty_one_is_none()
    {
        RawTar tar = new RawTar()
            .Add('0', "a", pax: [("path", "x"), ("path", "y")])
            .Add('0', "b", pax: [("path", "x"), ("path", "")]);

        Assert.Equal(["y", "b"], ReadAll(tar.ToStream()).Select(entry => entry.Entry.Name));
    }

    [Fact]
    public void A_global_header_is_an_entry_and_changes_nothing()
    {
        RawTar tar = new RawTar().Add('g', "pax_global_header", content: "16 uid=12345678\n").File("file");

        List<(TarEntry Entry, string Content)> entries = ReadAll(tar.ToStream());

        Assert.Equal([TarEntryType.GlobalHeader, TarEntryType.Regular], entries.Select(entry => entry.Entry.Type));
        Assert.Equal(0, entries[1].Entry.Uid);
    }

    [Fact]
    public void Names_that_are_not_utf8_stay_different()
    {
        RawTar tar = new RawTar().File(PathEncoding.GetString([0x61, 0xFE])).File(PathEncoding.GetString([0x61, 0xFF]));

        Assert.Equal(2, ReadAll(tar.ToStream()).Select(entry => entry.Entry.Name).Distinct().Count());
    }

    [Fact]
    public void The_ustar_prefix_is_part_of_the_name()
    {
        byte[] block = RawTar.Header('0', "name", "", 0, 0, 0, 0, 0, 0, 0);
        "some/prefix"u8.CopyTo(block.AsSpan(345));

        Assert.Equal("some/prefix/name", ReadAll(new RawTar().Raw(RawTar.Seal(block)).ToStream()).Single().Entry.Name);
    }

    [Fact]
    public void Gnu_headers_have_times_where_others_have_a_prefix()
    {
        byte[] block = RawTar.Header('0', "name", "", 0, 0, 0, 0, 0, 0, 0);
        "ustar  \0"u8.CopyTo(block.AsSpan(257));
        "00000000017\0"u8.CopyTo(block.AsSpan(345));

        TarEntry entry = ReadAll(new RawTar().Raw(RawTar.Seal(block)).ToStream()).Single().Entry;

        Assert.Equal(("name", new TimeSpec(15, 0)), (entry.Name, entry.AccessTime));
    }

    [Fact]
    public void Old_checksums_of_signed_bytes_are_right_too()
    {
        byte[] block = RawTar.Header('0', PathEncoding.GetString([0xE4]), "", 0, 0, 0, 0, 0, 0, 0);
        int sum = 8 * ' ';
        for (int i = 0; i < block.Length; i++)
        {
            sum += i is >= 148 and < 156 ? 0 : (sbyte)block[i];
        }

        Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ").CopyTo(block.AsSpan(148));

        Assert.Single(ReadAll(new RawTar().Raw(block).ToStream()));
    }

    [Fact]
    public void A_nul_type_flag_is_a_file_or_a_directory()
    {
        RawTar tar = new RawTar().Add('\0', "file", content: "x").Add('\0', "directory/");

        Assert.Equal([TarEntryType.Regular, TarEntryType.Directory], ReadAll(tar.ToStream()).Select(entry => entry.Entry.Type));
    }

    [Fact]
    public void Links_and_directories_have_no_content_whatever_their_size()
    {
        RawTar tar = new RawTar()
            .Raw(RawTar.Header('1', "link", "target", 1000, 0, 0, 0, 0, 0, 0))
            .Raw(RawTar.Header('5', "directory", "", 1000, 0, 0, 0, 0, 0, 0))
            .File("file", "x");

        Assert.Equal(["link", "directory", "file"], ReadAll(tar.ToStream()).Select(entry => entry.Entry.Name));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(1024)]
    public void An_archive_ends_with_two_empty_blocks_one_or_none(int zeros)
    {
        byte[] archive = [.. new RawTar().File("file", "x").ToBytes(), .. new byte[zeros]];

        Assert.Single(ReadAll(new MemoryStream(archive)));
    }

    [Fact]
    public void What_follows_the_archive_can_be_read_to_the_end()
    {
        using MemoryStream stream = new([.. new RawTar().File("file", "x").ToStream().ToArray(), .. new byte[5000]]);
        using TarReader reader = new(stream);
        while (reader.Next(CancellationToken.None) is not null)
        {
        }

        Assert.Equal(5000, reader.Drain(CancellationToken.None));
    }

    public static TheoryData<string, byte[], ArchiveError> Broken => new()
    {
        { "no tar", Encoding.ASCII.GetBytes(new string('x', 1024)), ArchiveError.Malformed },
        { "short header", new byte[100].Select(_ => (byte)1).ToArray(), ArchiveError.Truncated },
        { "short content", new RawTar().File("file", new string('x', 5000)).ToBytes()[..2000], ArchiveError.Truncated },
        { "missing padding", new RawTar().File("file", "x").ToBytes()[..600], ArchiveError.Truncated },
        { "pax without entry", new RawTar().Pax(("path", "x")).ToBytes(), ArchiveError.Truncated },
        { "pax then end", new RawTar().Pax(("path", "x")).ToStream().ToArray(), ArchiveError.Truncated },
        { "empty block inside", [.. new byte[512], .. new RawTar().File("file").ToBytes()], ArchiveError.Malformed },
        { "pax of 2 MiB", RawTar.Header('x', "x", "", 2 << 20, 0, 0, 0, 0, 0, 0), ArchiveError.Malformed },
        { "negative size", RawTar.Header('0', "x", "", -1, 0, 0, 0, 0, 0, 0), ArchiveError.Malformed },
        { "pax size", new RawTar().Add('0', "x", pax: ("size", "-5")).ToBytes(), ArchiveError.Malformed },
        { "pax uid", new RawTar().Add('0', "x", pax: ("uid", "root")).ToBytes(), ArchiveError.Malformed },
        { "pax mtime", new RawTar().Add('0', "x", pax: ("mtime", "now")).ToBytes(), ArchiveError.Malformed },
        { "pax nul", new RawTar().Add('0', "x", pax: ("path", "a\0b")).ToBytes(), ArchiveError.Malformed },
        { "pax length", new RawTar().Add('x', "x", content: "99 path=x\n").File("x").ToBytes(), ArchiveError.Malformed },
        { "pax length 2", new RawTar().Add('x', "x", content: "4 path=x\n").File("x").ToBytes(), ArchiveError.Malformed },
        { "pax key", new RawTar().Add('x', "x", content: "5 =x\n").File("x").ToBytes(), ArchiveError.Malformed },
        { "sparse order", Sparse("100,10,50,10", 20), ArchiveError.Malformed },
        { "sparse beyond", Sparse("0,10,95,10", 20), ArchiveError.Malformed },
        { "sparse sum", Sparse("0,10,50,10", 21), ArchiveError.Malformed },
        { "sparse overflow", Sparse("0,10,9223372036854775807,10", 20), ArchiveError.Malformed },
        { "sparse words", Sparse("0,ten", 20), ArchiveError.Malformed },
        { "sparse odd", Sparse("0,10,50", 20), ArchiveError.Malformed },
        { "sparse no size", new RawTar().Add('0', "x", content: "1", pax: [("GNU.sparse.map", "0,1")]).ToBytes(), ArchiveError.Malformed },
        { "sparse without map", new RawTar().Add('0', "x", content: "1", pax: [("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "1")]).ToBytes(), ArchiveError.Truncated },
        { "sparse many", new RawTar().Add('0', "x", content: "99999999999\n".PadRight(512), pax: [("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "1")]).ToBytes(), ArchiveError.Malformed },
        { "sparse pairs", new RawTar().Add('0', "x", content: "1", pax: [("GNU.sparse.numbytes", "1"), ("GNU.sparse.offset", "1"), ("GNU.sparse.size", "1")]).ToBytes(), ArchiveError.Malformed },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_archive_is_an_error(string what, byte[] archive, ArchiveError error)
    {
        ArchiveException exception = Assert.Throws<ArchiveException>(() => ReadAll(new MemoryStream(archive)));

        Assert.True(error == exception.Error, $"{what}: {exception.Message}");
        Assert.StartsWith("invalid archive: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_damage_is_an_error_or_another_archive_but_nothing_worse()
    {
        byte[] archive = new RawTar()
            .Directory("d/")
            .Add('0', "d/file", content: new string('x', 3000), pax: [("SCHILY.xattr.user.a", "b"), ("mtime", "1.5")])
            .Add('0', "s", content: new string('y', 20), pax: [("GNU.sparse.map", "0,10,50,10"), ("GNU.sparse.size", "100")])
            .Symlink("x", "link")
            .HardLink("d/file", new string('h', 150))
            .ToStream().ToArray();
        Random random = new(12345);
        for (int i = 0; i < 3000; i++)
        {
            byte[] damaged = (byte[])archive.Clone();
            for (int j = random.Next(1, 8); j > 0; j--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            Reseal(damaged);
            try
            {
                ReadAll(new MemoryStream(damaged, 0, random.Next(4) == 0 ? random.Next(damaged.Length) : damaged.Length));
            }
            catch (ArchiveException)
            {
                // The only error there may be.
            }
        }
    }

    internal static List<(TarEntry Entry, string Content)> ReadAll(Stream stream)
    {
        using (stream)
        {
            using TarReader reader = new(stream);
            List<(TarEntry Entry, string Content)> entries = [];
            while (reader.Next(CancellationToken.None) is { } entry)
            {
                StringBuilder content = new();
                ReadOnlySpan<byte> piece;
                while (!(piece = reader.ReadContent()).IsEmpty)
                {
                    content.Append(Encoding.Latin1.GetString(piece));
                }

                entries.Add((entry, content.ToString()));
            }

            return entries;
        }
    }

    private static byte[] Sparse(string map, int stored)
        => new RawTar().Add('0', "x", content: new string('x', stored), pax: [("GNU.sparse.map", map), ("GNU.sparse.size", "100")]).ToBytes();

    // Makes checksums right again, so that damage gets past them.
    private static void Reseal(byte[] archive)
    {
        for (int i = 0; i + 512 <= archive.Length; i += 512)
        {
            if (archive.AsSpan(i + 257, 5).SequenceEqual("ustar"u8))
            {
                RawTar.Seal(archive[i..(i + 512)]).CopyTo(archive, i);
            }
        }
    }
}
