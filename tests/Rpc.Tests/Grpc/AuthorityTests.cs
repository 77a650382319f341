using PluginHost.Rpc.Server.Authority;
using Rpc.Tests.Support;
using Xunit;

namespace Rpc.Tests.GrpcHttp;

/// <summary>What clients write as <c>:authority</c> over a unix socket. A path of a socket is no host, yet some send it.</summary>
public sealed class AuthorityTests
{
    private const string Say = "/rpc.test.Echo/Say";

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:50051")]
    [InlineData("[::]:50051")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("%2Frun%2Fcontainerd%2Fcontainerd.sock")]
    [InlineData("/run/containerd/containerd.sock")]
    [InlineData("unix:///run/containerd/containerd.sock")]
    [InlineData("run_containerd.sock:")]
    [InlineData("a b")]
    [InlineData("@")]
    [InlineData("/")]
    public async Task A_call_with_any_authority_is_answered(string? authority)
    {
        await using GrpcPair pair = await GrpcPair.StartAsync();
        using RawHttp2 raw = await RawHttp2.ConnectAsync(pair.Path);

        await raw.SendCallAsync(1, RawHttp2.Block(RawHttp2.CallHeaders(Say, authority)), RawHttp2.Message(0x10, 0x07));
        await AssertAnsweredAsync(raw, 1, 7);
        await raw.SendCallAsync(3, RawHttp2.Block(RawHttp2.CallHeaders(Say, authority)), RawHttp2.Message(0x10, 0x08));
        await AssertAnsweredAsync(raw, 3, 8);
    }

    [Fact]
    public async Task An_authority_in_huffman_code_that_later_calls_refer_to_is_replaced_for_all_of_them()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync();
        using RawHttp2 raw = await RawHttp2.ConnectAsync(pair.Path);
        byte[] rest = RawHttp2.Block([.. RawHttp2.CallHeaders(Say, null)]);

        // "https://www.example.com" (RFC 7541, C.6.1) as a literal of static name 1 that is added to the dynamic table, as index 62.
        byte[] authority = Convert.FromHexString("9d29ad171863c78f0b97c8e9ae82ae43d3");
        await raw.SendCallAsync(1, [0x41, (byte)(0x80 | authority.Length), .. authority, .. rest], RawHttp2.Message(0x10, 0x01));
        await AssertAnsweredAsync(raw, 1, 1);
        await raw.SendCallAsync(3, [0xbe, .. rest], RawHttp2.Message(0x10, 0x02));
        await AssertAnsweredAsync(raw, 3, 2);
    }

    [Fact]
    public async Task An_authority_whose_name_is_written_out_in_huffman_code_is_replaced_too()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync();
        using RawHttp2 raw = await RawHttp2.ConnectAsync(pair.Path);
        byte[] name = Convert.FromHexString("b83b5339ec327d7f");

        await raw.SendCallAsync(
            1,
            [0x00, 0x88, .. name, 0x01, (byte)'/', .. RawHttp2.Block(RawHttp2.CallHeaders(Say, null))],
            RawHttp2.Message(0x10, 0x03));

        await AssertAnsweredAsync(raw, 1, 3);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("/run/x.sock")]
    public async Task A_padded_block_with_priority_in_many_frames_and_single_bytes_is_put_together(string authority)
    {
        await using GrpcPair pair = await GrpcPair.StartAsync();
        using RawHttp2 raw = await RawHttp2.ConnectAsync(pair.Path);
        byte[] block = RawHttp2.Block(
            [.. RawHttp2.CallHeaders(Say, authority), ("x-long", new string('a', 20_000))]);

        byte[] sent =
        [
            .. RawHttp2.Bytes(new Http2Frame(Http2Frame.Headers, 0x28, 1, [3, 0, 0, 0, 0, 16, .. block[..20], 0, 0, 0])),
            .. RawHttp2.Bytes(new Http2Frame(Http2Frame.Continuation, 0, 1, block[20..16_000])),
            .. RawHttp2.Bytes(new Http2Frame(Http2Frame.Continuation, 4, 1, block[16_000..])),
            .. RawHttp2.Bytes(new Http2Frame(Http2Frame.Data, 1, 1, RawHttp2.Message(0x10, 0x05))),
        ];
        foreach (byte[] part in sent[..100].Chunk(1).Concat(sent[100..].Chunk(1000)))
        {
            await raw.Stream.WriteAsync(part);
        }

        await AssertAnsweredAsync(raw, 1, 5);
    }

    [Fact]
    public async Task A_stream_of_data_passes_a_connection_whose_authority_is_replaced()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync();
        using RawHttp2 raw = await RawHttp2.ConnectAsync(pair.Path);

        await raw.SendAsync(new Http2Frame(
            Http2Frame.Headers, 4, 1, RawHttp2.Block(RawHttp2.CallHeaders("/rpc.test.Echo/Collect", "%2Fs"))));
        for (int i = 0; i < 100; i++)
        {
            await raw.SendAsync(new Http2Frame(Http2Frame.Data, 0, 1, RawHttp2.Message(0x10, 0x01)));
        }

        await raw.SendAsync(new Http2Frame(Http2Frame.Data, 1, 1, []));
        await AssertAnsweredAsync(raw, 1, 100);
    }

    [Fact]
    public async Task A_block_that_is_interrupted_ends_the_connection()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync();
        using RawHttp2 raw = await RawHttp2.ConnectAsync(pair.Path);
        byte[] block = RawHttp2.Block(RawHttp2.CallHeaders(Say, "/x"));

        await raw.SendAsync(new Http2Frame(Http2Frame.Headers, 0, 1, block[..10]));
        await raw.SendAsync(new Http2Frame(Http2Frame.Data, 1, 1, []));

        Assert.Equal(Http2Frame.GoAway, (await raw.ReceiveCallAsync(1))[^1].Type);
    }

    [Theory]
    [InlineData("localhost", "a0e41d139d09")]
    [InlineData("www.example.com", "f1e3c2e5f23a6ba0ab90f4ff")]
    [InlineData("https://www.example.com", "9d29ad171863c78f0b97c8e9ae82ae43d3")]
    [InlineData("no-cache", "a8eb10649cbf")]
    [InlineData("custom-value", "25a849e95bb8e8b4bf")]
    [InlineData("Mon, 21 Oct 2013 20:13:21 GMT", "d07abe941054d444a8200595040b8166e082a62d1bff")]
    [InlineData(":authority", "b83b5339ec327d7f")]
    public void The_short_codes_are_those_of_the_standard(string text, string encoded)
        => Assert.Equal(text, HpackStrings.Decode(Convert.FromHexString(encoded)));

    [Theory]
    [InlineData("00")]
    [InlineData("ffffffff")]
    public void What_is_no_string_of_short_codes_is_not_decoded(string encoded)
        => Assert.Null(HpackStrings.Decode(Convert.FromHexString(encoded)));

    internal static async Task AssertAnsweredAsync(RawHttp2 raw, int streamId, byte number)
    {
        List<Http2Frame> frames = await raw.ReceiveCallAsync(streamId);

        Assert.DoesNotContain(frames, frame => frame.Type is Http2Frame.Reset or Http2Frame.GoAway);
        Assert.Equal(RawHttp2.Message(0x10, number), frames.Where(frame => frame.Type == Http2Frame.Data).SelectMany(frame => frame.Payload));
        Assert.Equal(Http2Frame.Headers, frames[^1].Type);
    }
}
