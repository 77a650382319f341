using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using PluginHost.Archive.Apply;
using PluginHost.Archive.Compression;

namespace Archive.Tests;

public sealed class CompressionTests
{
    private static readonly byte[] Content = MakeContent();

    [Theory]
    [InlineData("1F8B08", CompressionKind.Gzip)]
    [InlineData("1F8B", CompressionKind.None)]
    [InlineData("1F8B07", CompressionKind.None)]
    [InlineData("28B52FFD", CompressionKind.Zstd)]
    [InlineData("28B52F", CompressionKind.None)]
    [InlineData("502A4D1804000000", CompressionKind.Zstd)]
    [InlineData("5F2A4D1804000000", CompressionKind.Zstd)]
    [InlineData("5F2A4D18040000", CompressionKind.None)]
    [InlineData("602A4D1804000000", CompressionKind.None)]
    [InlineData("", CompressionKind.None)]
    public void The_first_bytes_tell_the_compression(string start, CompressionKind kind)
        => Assert.Equal(kind, CompressionSniffer.Sniff(Convert.FromHexString(start)));

    [Theory]
    [InlineData(CompressionKind.None)]
    [InlineData(CompressionKind.Gzip)]
    [InlineData(CompressionKind.Zstd)]
    public void What_is_compressed_comes_out_again(CompressionKind kind)
    {
        foreach (int size in (int[])[0, 1, 15, 16, 17, 4096, 300_000, Content.Length])
        {
            byte[] compressed = Compress(kind, Content.AsSpan(0, size));

            byte[] plain = Decompress(compressed, out CompressionKind found);

            Assert.Equal(size == 0 && kind == CompressionKind.None ? CompressionKind.None : kind, found);
            Assert.True(Content.AsSpan(0, size).SequenceEqual(plain), $"{kind} {size}");
        }
    }

    [Theory]
    [InlineData(CompressionKind.Gzip)]
    [InlineData(CompressionKind.Zstd)]
    public void Members_that_follow_each_other_are_read_through(CompressionKind kind)
    {
        byte[] compressed = [.. Compress(kind, Content.AsSpan(0, 1000)), .. Compress(kind, []), .. Compress(kind, Content.AsSpan(1000))];

        Assert.Equal(Content, Decompress(compressed, out _));
    }

    [Fact]
    public void Skippable_zstd_frames_are_passed_over()
    {
        byte[] skippable = [0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4];
        byte[] compressed = [.. skippable, .. Compress(CompressionKind.Zstd, Content), .. skippable];

        Assert.Equal(Content, Decompress(compressed, out CompressionKind kind));
        Assert.Equal(CompressionKind.Zstd, kind);
    }

    [Theory]
    [InlineData(CompressionKind.Gzip)]
    [InlineData(CompressionKind.Zstd)]
    public void A_stream_that_ends_early_is_an_error_wherever_it_ends(CompressionKind kind)
    {
        byte[] compressed = Compress(kind, Content.AsSpan(0, 20_000));
        int first = CompressionSniffer.Length;
        for (int length = first; length < compressed.Length; length += length < first + 20 || length > compressed.Length - 40 ? 1 : 997)
        {
            ArchiveException exception = Assert.Throws<ArchiveException>(() => Decompress(compressed[..length], out _));
            Assert.Contains(exception.Error, (ArchiveError[])[ArchiveError.Truncated, ArchiveError.Malformed]);
        }
    }

    [Theory]
    [InlineData(CompressionKind.Gzip)]
    [InlineData(CompressionKind.Zstd)]
    public void A_second_member_that_ends_early_is_an_error(CompressionKind kind)
    {
        byte[] compressed = [.. Compress(kind, Content.AsSpan(0, 1000)), .. Compress(kind, Content.AsSpan(0, 1000))[..^5]];

        Assert.Throws<ArchiveException>(() => Decompress(compressed, out _));
    }

    [Theory]
    [InlineData(CompressionKind.Gzip)]
    [InlineData(CompressionKind.Zstd)]
    public void Damage_is_an_error(CompressionKind kind)
    {
        byte[] compressed = Compress(kind, Content.AsSpan(0, 50_000));
        Random random = new(99);
        for (int i = 0; i < 100; i++)
        {
            byte[] damaged = (byte[])compressed.Clone();
            damaged[random.Next(20, damaged.Length)] ^= (byte)(1 << random.Next(8));

            ArchiveException exception = Assert.Throws<ArchiveException>(() => Decompress(damaged, out _));
            Assert.StartsWith($"invalid {(kind == CompressionKind.Gzip ? "gzip" : "zstd")} stream: ", exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(CompressionKind.Gzip)]
    [InlineData(CompressionKind.Zstd)]
    public void Something_else_behind_the_last_member_is_an_error(CompressionKind kind)
    {
        foreach (int length in (int[])[1, 3, 18, 100, 100_000])
        {
            byte[] compressed = [.. Compress(kind, Content.AsSpan(0, 1000)), .. Enumerable.Repeat((byte)'x', length)];

            Assert.Throws<ArchiveException>(() => Decompress(compressed, out _));
        }
    }

    [ToolFact("zstd")]
    public void The_zstd_program_reads_what_is_written_and_the_other_way_round()
    {
        using TempDirectory temp = new();
        File.WriteAllBytes(temp.At("ours.zst"), Compress(CompressionKind.Zstd, Content));
        Tools.Run(temp.Path, "zstd", "-q", "-d", "ours.zst", "-o", "plain");
        Assert.Equal(Content, File.ReadAllBytes(temp.At("plain")));

        Tools.Run(temp.Path, "zstd", "-q", "-19", "--long", "plain", "-o", "theirs.zst");
        Assert.Equal(Content, Decompress(File.ReadAllBytes(temp.At("theirs.zst")), out _));
    }

    [ToolFact("gzip")]
    public void The_gzip_program_reads_what_is_written_and_the_other_way_round()
    {
        using TempDirectory temp = new();
        File.WriteAllBytes(temp.At("plain.gz"), Compress(CompressionKind.Gzip, Content));
        Tools.Run(temp.Path, "gzip", "-d", "plain.gz");
        Assert.Equal(Content, File.ReadAllBytes(temp.At("plain")));

        Tools.Run(temp.Path, "gzip", "-9", "plain");
        Assert.Equal(Content, Decompress(File.ReadAllBytes(temp.At("plain.gz")), out _));
    }

    [Fact]
    public void Small_reads_give_the_same_bytes()
    {
        foreach (CompressionKind kind in Enum.GetValues<CompressionKind>())
        {
            using Stream stream = CompressionStreams.OpenRead(new MemoryStream(Compress(kind, Content.AsSpan(0, 20_000))), out _);
            using MemoryStream plain = new();
            byte[] buffer = new byte[7];
            int read;
            while ((read = stream.Read(buffer)) > 0)
            {
                plain.Write(buffer, 0, read);
            }

            Assert.True(Content.AsSpan(0, 20_000).SequenceEqual(plain.ToArray()));
        }
    }

    [Fact]
    public async Task Reading_ahead_gives_the_same_bytes_and_digest()
    {
        using DigestReadStream digest = new(new MemoryStream(Content));
        using MemoryStream copy = new();
        await using (ReadAheadStream ahead = new(digest))
        {
            ahead.CopyTo(copy);
            Assert.Equal(0, ahead.Read(new byte[10]));
        }

        Assert.Equal(Content, copy.ToArray());
        Assert.Equal($"sha256:{Convert.ToHexStringLower(SHA256.HashData(Content))}", digest.Digest);
        Assert.Equal(Content.Length, digest.Count);
    }

    [Fact]
    public async Task An_error_of_the_source_comes_to_the_reader_behind_the_data_before_it()
    {
        byte[] compressed = Compress(CompressionKind.Gzip, Content);
        await using ReadAheadStream ahead = new(CompressionStreams.OpenRead(new MemoryStream(compressed[..^4]), out _));
        using MemoryStream copy = new();

        ArchiveException exception = Assert.Throws<ArchiveException>(() => ahead.CopyTo(copy));

        Assert.Contains(exception.Error, (ArchiveError[])[ArchiveError.Truncated, ArchiveError.Malformed]);
        Assert.True(copy.Length > Content.Length / 2);
    }

    [Fact]
    public async Task A_reader_ahead_that_is_closed_early_stops_its_source()
    {
        EndlessStream source = new();
        ReadAheadStream ahead = new(source);
        Assert.Equal(100, ahead.Read(new byte[100]));

        await ahead.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(source.IsClosed);
        Assert.InRange(source.Reads, 1, 1000);
        Assert.Throws<ObjectDisposedException>(() => ahead.Read(new byte[1 << 20]));
    }

    [RootFact]
    public async Task A_compressed_layer_is_unpacked_and_its_diff_id_told()
    {
        byte[] tar = [.. new RawTar().Directory("dir/").File("dir/file", Encoding.Latin1.GetString(Content)).ToStream().ToArray(), .. new byte[9000]];
        string diffId = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(tar))}";
        foreach (CompressionKind kind in Enum.GetValues<CompressionKind>())
        {
            using Unpacking unpacking = new();
            using MemoryStream layer = new(Compress(kind, tar));

            UnpackResult result = await LayerUnpacker.UnpackAsync(layer, unpacking.Root, new ApplyOptions(), CancellationToken.None);

            Assert.Equal((kind, diffId, (long)tar.Length), (result.Compression, result.DiffId, result.UncompressedSize));
            Assert.Equal(2, result.Applied.Entries);
            Assert.Equal(Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(Content)), File.ReadAllBytes(unpacking.At("dir/file")));
            Assert.True(layer.CanRead);
        }
    }

    [RootFact]
    public async Task A_layer_that_breaks_off_is_an_error_of_the_archive()
    {
        byte[] tar = new RawTar().File("file", Encoding.Latin1.GetString(Content)).ToStream().ToArray();
        foreach (CompressionKind kind in Enum.GetValues<CompressionKind>())
        {
            using Unpacking unpacking = new();
            byte[] layer = Compress(kind, tar);

            ArchiveException exception = await Assert.ThrowsAsync<ArchiveException>(
                () => LayerUnpacker.UnpackAsync(new MemoryStream(layer[..(layer.Length / 2)]), unpacking.Root, new ApplyOptions(), CancellationToken.None));

            Assert.Contains(exception.Error, (ArchiveError[])[ArchiveError.Truncated, ArchiveError.Malformed]);
        }
    }

    [RootFact]
    public async Task Unpacking_stops_when_it_is_cancelled_also_while_it_waits_for_data()
    {
        using Unpacking unpacking = new();
        using CancellationTokenSource source = new();
        byte[] start = new RawTar().File("file").Raw(RawTar.Header('0', "large", "", 1L << 40, 0, 0, 0, 0, 0, 0)).ToBytes();
        using BlockingStream stream = new(start);
        Task<UnpackResult> unpack = LayerUnpacker.UnpackAsync(stream, unpacking.Root, new ApplyOptions(), source.Token);
        await stream.Waiting.WaitAsync(TimeSpan.FromSeconds(30));

        await source.CancelAsync();
        stream.Release();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => unpack.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [RootFact]
    public async Task A_gzip_bomb_meets_the_limits()
    {
        using Unpacking unpacking = new();
        using MemoryStream bomb = new();
        using (GZipStream gzip = new(bomb, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(RawTar.Header('0', "bomb", "", 1L << 40, 0x1A4, 0, 0, 0, 0, 0));
            gzip.Write(new byte[10 << 20]);
        }

        bomb.Position = 0;
        ApplyOptions options = new() { Limits = new ArchiveLimits(1 << 30, 1000) };

        ArchiveException exception = await Assert.ThrowsAsync<ArchiveException>(
            () => LayerUnpacker.UnpackAsync(bomb, unpacking.Root, options, CancellationToken.None));

        Assert.Equal(ArchiveError.LimitExceeded, exception.Error);
        Assert.False(unpacking.Exists("bomb"));
    }

    private static byte[] Compress(CompressionKind kind, ReadOnlySpan<byte> content)
    {
        using MemoryStream target = new();
        using (Stream stream = CompressionStreams.OpenWrite(target, kind, leaveOpen: true))
        {
            stream.Write(content);
        }

        return target.ToArray();
    }

    private static byte[] Decompress(byte[] compressed, out CompressionKind kind)
    {
        using Stream stream = CompressionStreams.OpenRead(new MemoryStream(compressed), out kind);
        using MemoryStream plain = new();
        stream.CopyTo(plain);

        return plain.ToArray();
    }

    private static byte[] MakeContent()
    {
        byte[] content = new byte[3_000_000];
        Random random = new(5);
        for (int i = 0; i < content.Length; i++)
        {
            content[i] = i % 3 == 0 ? (byte)random.Next(256) : (byte)(i / 1000);
        }

        return content;
    }
}
