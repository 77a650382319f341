using PluginHost.Linux.Zstd;

namespace Linux.Tests;

public sealed class ZstdTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i / 7))];

    [Fact]
    public void What_is_encoded_is_decoded_again_in_small_pieces()
    {
        byte[] frame = Encode(Content);
        using ZstdDecoder decoder = new();
        List<byte> plain = [];
        byte[] output = new byte[333];
        int position = 0;
        while (position < frame.Length || !decoder.AtFrameEnd)
        {
            decoder.Decode(frame.AsSpan(position, Math.Min(100, frame.Length - position)), output, out int consumed, out int written);
            position += consumed;
            plain.AddRange(output.AsSpan(0, written));
        }

        Assert.Equal(Content, plain);
        Assert.InRange(frame.Length, 10, Content.Length / 4);
    }

    [Fact]
    public void A_decoder_knows_whether_a_frame_is_complete()
    {
        byte[] frame = Encode([1, 2, 3]);
        using ZstdDecoder decoder = new();
        Assert.True(decoder.AtFrameEnd);

        decoder.Decode(frame.AsSpan(0, frame.Length - 1), new byte[100], out _, out _);
        Assert.False(decoder.AtFrameEnd);
        decoder.Decode([], new byte[100], out _, out _);
        Assert.False(decoder.AtFrameEnd);
        decoder.Decode(frame.AsSpan(frame.Length - 1), new byte[100], out _, out _);

        Assert.True(decoder.AtFrameEnd);
    }

    [Fact]
    public void A_wrong_checksum_is_an_error()
    {
        byte[] frame = Encode(Content);
        frame[^1] ^= 1;
        using ZstdDecoder decoder = new();

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() =>
        {
            byte[] output = new byte[Content.Length];
            decoder.Decode(frame, output, out int consumed, out _);
            decoder.Decode(frame.AsSpan(consumed), output, out _, out _);
        });
        Assert.StartsWith("zstd: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_bytes_are_an_error()
    {
        using ZstdDecoder decoder = new();

        Assert.Throws<InvalidDataException>(() => decoder.Decode("this is no frame"u8, new byte[100], out _, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void A_level_that_does_not_exist_is_refused(int level)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new ZstdEncoder(level));

    [Fact]
    public void A_missing_library_is_named_with_its_package()
    {
        PlatformNotSupportedException exception = Assert.Throws<PlatformNotSupportedException>(
            () => LibZstd.Load<object>(() => throw new DllNotFoundException("gone")));

        Assert.Equal("zstd needs libzstd.so.1, which is not installed (Debian: libzstd1, Fedora: libzstd)", exception.Message);
    }

    private static byte[] Encode(byte[] content)
    {
        using ZstdEncoder encoder = new(3);
        byte[] frame = new byte[content.Length + 1000];
        Assert.True(encoder.Encode(content, frame, ZstdEnd.End, out int consumed, out int written));
        Assert.Equal(content.Length, consumed);

        return frame[..written];
    }
}
