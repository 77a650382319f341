using System.IO.Compression;
using System.Text;
using Rpc.Tests.Support;
using Xunit;

namespace Rpc.Tests.GrpcHttp;

/// <summary>What the server answers to requests that a foreign client sends, byte by byte.</summary>
public sealed class GrpcWireTests
{
    private const string Say = "/rpc.test.Echo/Say";

    [Theory]
    [InlineData("/foo.Bar/Baz", "12", "unknown service foo.Bar")]
    [InlineData("/rpc.test.Echo/Baz", "12", "unknown method Baz for service rpc.test.Echo")]
    [InlineData("/nothing", "12", "malformed method name: \"/nothing\"")]
    public async Task An_unknown_service_or_method_is_named(string path, string status, string text)
        => await RefusesAsync(RawHttp2.CallHeaders(path), RawHttp2.Message(), "200", status, text);

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpcx")]
    public async Task Another_content_type_is_refused(string contentType)
        => await RefusesAsync(
            RawHttp2.CallHeaders(Say, contentType: contentType),
            RawHttp2.Message(),
            "415",
            "3",
            $"invalid gRPC request content-type \"{contentType}\"");

    [Fact]
    public async Task A_request_without_content_type_is_refused()
        => await RefusesAsync(
            [.. RawHttp2.CallHeaders(Say).Where(header => header.Name != "content-type")],
            RawHttp2.Message(),
            "415",
            "3",
            "invalid gRPC request content-type \"\"");

    [Fact]
    public async Task A_codec_in_the_content_type_is_accepted()
        => await AnswersAsync(RawHttp2.CallHeaders(Say, contentType: "application/grpc+proto"), RawHttp2.Message(0x10, 7));

    [Fact]
    public async Task A_request_that_is_no_post_is_refused()
        => await RefusesAsync(
            [(":method", "GET"), .. RawHttp2.CallHeaders(Say)[1..]],
            [],
            "405",
            "13",
            "Received a HEADERS frame with :method \"GET\" which should be POST");

    [Fact]
    public async Task A_message_that_can_not_be_decoded_is_refused()
        => await RefusesAsync(RawHttp2.CallHeaders(Say), RawHttp2.Message(0x0a), "200", "13", "grpc: error unmarshalling request: ", true);

    [Fact]
    public async Task A_request_without_a_message_is_refused()
        => await RefusesAsync(
            RawHttp2.CallHeaders(Say),
            [],
            "200",
            "13",
            "cardinality violation: received no request message from non-client-streaming RPC");

    [Fact]
    public async Task A_body_that_ends_inside_a_message_is_refused()
        => await RefusesAsync(RawHttp2.CallHeaders(Say), [0, 0, 0, 0, 9, 1], "200", "13", "unexpected EOF");

    [Fact]
    public async Task A_too_large_message_is_refused_by_its_length_alone()
        => await RefusesAsync(
            RawHttp2.CallHeaders(Say),
            [0, .. RawHttp2.Length(17_825_792)],
            "200",
            "8",
            "grpc: received message larger than max (17825792 vs. 16777216)");

    [Fact]
    public async Task A_message_of_an_unknown_format_is_refused()
        => await RefusesAsync(RawHttp2.CallHeaders(Say), [2, 0, 0, 0, 0], "200", "13", "grpc: received unexpected payload format 2");

    [Fact]
    public async Task A_compressed_message_without_an_encoding_is_refused()
        => await RefusesAsync(
            RawHttp2.CallHeaders(Say),
            [1, 0, 0, 0, 0],
            "200",
            "13",
            "grpc: compressed flag set with identity or empty encoding");

    [Fact]
    public async Task An_unknown_encoding_is_refused()
        => await RefusesAsync(
            [.. RawHttp2.CallHeaders(Say), ("grpc-encoding", "snappy")],
            RawHttp2.Message(),
            "200",
            "12",
            "grpc: Decompressor is not installed for grpc-encoding \"snappy\"");

    [Fact]
    public async Task A_gzip_message_is_decompressed_and_a_plain_one_beside_it_is_taken_as_it_is()
    {
        (string, string)[] headers = [.. RawHttp2.CallHeaders("/rpc.test.Echo/Collect"), ("grpc-encoding", "gzip")];
        byte[] compressed = Gzip([0x10, 0x03]);

        await AnswersAsync(headers, [1, .. RawHttp2.Length(compressed.Length), .. compressed, .. RawHttp2.Message(0x10, 0x04)]);
    }

    [Fact]
    public async Task A_gzip_message_that_is_none_and_one_that_unpacks_to_too_much_are_refused()
    {
        (string, string)[] headers = [.. RawHttp2.CallHeaders(Say), ("grpc-encoding", "gzip")];
        byte[] bomb = Gzip(new byte[17 * 1024 * 1024]);

        await RefusesAsync(headers, [1, 0, 0, 0, 2, 7, 7], "200", "13", "grpc: failed to decompress the received message: ", true);
        await RefusesAsync(
            headers,
            [1, .. RawHttp2.Length(bomb.Length), .. bomb],
            "200",
            "8",
            "grpc: received message after decompression larger than max 16777216");
    }

    [Theory]
    [InlineData("5")]
    [InlineData("5x")]
    [InlineData("123456789S")]
    [InlineData("-5S")]
    public async Task A_malformed_timeout_is_refused(string timeout)
        => await RefusesAsync(
            [.. RawHttp2.CallHeaders(Say), ("grpc-timeout", timeout)],
            RawHttp2.Message(),
            "200",
            "13",
            $"malformed grpc-timeout: \"{timeout}\"");

    [Fact]
    public async Task A_message_in_many_frames_is_put_together()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync();
        using RawHttp2 raw = await RawHttp2.ConnectAsync(pair.Path);
        byte[] body = RawHttp2.Message(0x10, 0x07);

        await raw.SendAsync(new Http2Frame(Http2Frame.Headers, 4, 1, RawHttp2.Block(RawHttp2.CallHeaders(Say))));
        foreach (byte one in body)
        {
            await raw.SendAsync(new Http2Frame(Http2Frame.Data, 0, 1, [one]));
        }

        await AuthorityTests.AssertAnsweredAsync(raw, 1, 7);
    }

    [Fact]
    public async Task A_malformed_frame_ends_its_connection_and_no_other()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync();
        using RawHttp2 good = await RawHttp2.ConnectAsync(pair.Path);
        using RawHttp2 bad = await RawHttp2.ConnectAsync(pair.Path);

        await bad.SendAsync(new Http2Frame(Http2Frame.Headers, 4, 2, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]));
        Assert.Equal(Http2Frame.GoAway, (await bad.ReceiveCallAsync(2))[^1].Type);

        await good.SendCallAsync(1, RawHttp2.Block(RawHttp2.CallHeaders(Say)), RawHttp2.Message(0x10, 0x07));
        await AuthorityTests.AssertAnsweredAsync(good, 1, 7);
    }

    /// <summary>Kestrel looks for idle connections once a second.</summary>
    [Fact]
    public async Task An_idle_connection_is_left_open()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync();
        using RawHttp2 raw = await RawHttp2.ConnectAsync(pair.Path);
        Task<List<Http2Frame>> call = raw.ReceiveCallAsync(1);

        Assert.NotSame(call, await Task.WhenAny(call, Task.Delay(TimeSpan.FromSeconds(3))));

        await raw.SendCallAsync(1, RawHttp2.Block(RawHttp2.CallHeaders(Say)), RawHttp2.Message(0x10, 0x07));
        Assert.DoesNotContain(await call, static frame => frame.Type == Http2Frame.GoAway);
    }

    private static byte[] Gzip(byte[] plain)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionMode.Compress))
        {
            gzip.Write(plain);
        }

        return compressed.ToArray();
    }

    private static async Task AnswersAsync((string, string)[] headers, byte[] body)
    {
        await using GrpcPair pair = await GrpcPair.StartAsync();
        using RawHttp2 raw = await RawHttp2.ConnectAsync(pair.Path);

        await raw.SendCallAsync(1, RawHttp2.Block(headers), body);

        await AuthorityTests.AssertAnsweredAsync(raw, 1, 7);
    }

    private static async Task RefusesAsync(
        (string, string)[] headers, byte[] body, string httpStatus, string status, string text, bool textIsStart = false)
    {
        await using GrpcPair pair = await GrpcPair.StartAsync();
        using RawHttp2 raw = await RawHttp2.ConnectAsync(pair.Path);

        await raw.SendAsync(new Http2Frame(Http2Frame.Headers, 4, 1, RawHttp2.Block(headers)));
        foreach (byte[] part in body.Chunk(16_000))
        {
            await raw.SendAsync(new Http2Frame(Http2Frame.Data, 0, 1, part));
        }

        await raw.SendAsync(new Http2Frame(Http2Frame.Data, 1, 1, []));
        Http2Frame end = (await raw.ReceiveCallAsync(1))[^1];
        Dictionary<string, string> received = HpackReader.Read(end.Payload);

        Assert.Equal(Http2Frame.Headers, end.Type);
        Assert.Equal((httpStatus, status), (received[":status"], received["grpc-status"]));
        string message = Uri.UnescapeDataString(received["grpc-message"]);
        Assert.Equal(text, textIsStart ? message[..Math.Min(text.Length, message.Length)] : message);
    }

    /// <summary>Reads the first header block of a connection as Kestrel writes it: plain strings, the static table's status codes.</summary>
    private static class HpackReader
    {
        public static Dictionary<string, string> Read(byte[] block)
        {
            Dictionary<string, string> headers = [];
            int at = 0;
            while (at < block.Length)
            {
                byte first = block[at];
                if (first >= 0x80)
                {
                    at++;
                    headers[":status"] = (first & 0x7f) switch
                    {
                        8 => "200",
                        int other => throw new FormatException($"index {other}"),
                    };
                    continue;
                }

                if (first is >= 0x20 and < 0x40)
                {
                    Integer(block, ref at, 5);
                    continue;
                }

                int index = Integer(block, ref at, first >= 0x40 ? 6 : 4);
                string name = index switch
                {
                    0 => Text(block, ref at),
                    8 or 9 or 10 or 11 or 12 or 13 or 14 => ":status",
                    _ => $"static {index}",
                };
                headers[name] = Text(block, ref at);
            }

            return headers;
        }

        private static string Text(byte[] block, ref int at)
        {
            Assert.True(block[at] < 0x80, "the server writes no Huffman code");
            int length = Integer(block, ref at, 7);
            at += length;
            return Encoding.Latin1.GetString(block, at - length, length);
        }

        private static int Integer(byte[] block, ref int at, int bits)
        {
            int mask = (1 << bits) - 1;
            int value = block[at++] & mask;
            if (value < mask)
            {
                return value;
            }

            for (int shift = 0; ; shift += 7)
            {
                byte next = block[at++];
                value += (next & 0x7f) << shift;
                if (next < 0x80)
                {
                    return value;
                }
            }
        }
    }
}
