using System.Text;
using Grpc.Core;
using PluginHost;
using PluginHost.Rpc;
using PluginHost.Rpc.Ttrpc;
using Rpc.Tests.Protocol;
using Rpc.Tests.Support;
using Xunit;

namespace Rpc.Tests.Ttrpc;

/// <summary>What a server answers to frames that a foreign client sends, byte by byte.</summary>
public sealed class TtrpcWireTests
{
    private static readonly byte[] Say = TtrpcEndTests.RequestFor("Say");

    [Fact]
    public async Task A_request_as_another_implementation_writes_it_is_understood()
    {
        string? scope = null;
        await using TtrpcPair pair = new(new EchoService
        {
            OnSay = (note, context) =>
            {
                scope = context.Scope().Namespace;
                return Task.FromResult(note);
            },
        });
        using RawTtrpc raw = await pair.RawAsync();

        byte[] request =
        [
            .. Say, 0x1a, 0x04, 0x0a, 0x02, (byte)'z', (byte)'1',
            0x2a, 0x27, 0x0a, 0x1a, .. "containerd-namespace-ttrpc"u8, 0x12, 0x09, .. "rtagent23"u8,
        ];
        await raw.SendAsync(3, 1, 0, request);
        RawFrame frame = await raw.ReceiveAsync();

        Assert.Equal((3u, (byte)2, (byte)0), (frame.StreamId, frame.Type, frame.Flags));
        Assert.Equal([0x12, 0x04, 0x0a, 0x02, (byte)'z', (byte)'1'], frame.Payload);
        Assert.Equal("rtagent23", scope);
    }

    [Fact]
    public async Task An_empty_response_is_a_frame_of_length_zero()
    {
        await using TtrpcPair pair = new();
        using RawTtrpc raw = await pair.RawAsync();
        await raw.SendAsync(1, 1, 0, Say);

        RawFrame frame = await raw.ReceiveAsync();

        Assert.Equal((1u, (byte)2, (byte)0), (frame.StreamId, frame.Type, frame.Flags));
        Assert.Empty(frame.Payload);
    }

    [Fact]
    public async Task The_client_writes_and_reads_what_was_recorded_from_another_implementation()
    {
        (RawTtrpc server, TtrpcChannel channel) = await TtrpcEndTests.ConnectedAsync();
        using (server)
        await using (channel)
        {
            Marshaller<byte[]> bytes = Marshallers.Create<byte[]>(value => value, value => value);
            Method<byte[], byte[]> connect = new(MethodType.Unary, "containerd.task.v3.Task", "Connect", bytes, bytes);
            CallInvoker invoker = channel.CreateCallInvoker();
            CallOptions options = new(new RequestScope("rtagent23").ToTtrpcHeaders());

            AsyncUnaryCall<byte[]> call = invoker.AsyncUnaryCall(connect, null, options, [0x0a, 0x02, .. "z1"u8]);
            RawFrame frame = await server.ReceiveAsync();
            await server.SendAsync(1, 2, 0, 0x12, 0x06, 0x08, 0x8b, 0x2b, 0x10, 0xa2, 0x2b);

            Assert.Equal((1u, (byte)1, (byte)0), (frame.StreamId, frame.Type, frame.Flags));
            Assert.Equal(
                [
                    0x0a, 0x17, .. "containerd.task.v3.Task"u8, 0x12, 0x07, .. "Connect"u8, 0x1a, 0x04, 0x0a, 0x02, .. "z1"u8,
                    0x2a, 0x27, 0x0a, 0x1a, .. "containerd-namespace-ttrpc"u8, 0x12, 0x09, .. "rtagent23"u8,
                ],
                frame.Payload);
            Assert.Equal(0x51, frame.Payload.Length);
            Assert.Equal([0x08, 0x8b, 0x2b, 0x10, 0xa2, 0x2b], await call.ResponseAsync.InTime());
        }
    }

    [Fact]
    public async Task A_frame_in_single_bytes_is_put_together()
    {
        await using TtrpcPair pair = new();
        using RawTtrpc raw = await pair.RawAsync();

        foreach (byte one in (byte[])[0, 0, 0, (byte)Say.Length, 0, 0, 0, 1, 1, 0, .. Say])
        {
            await raw.Stream.WriteAsync(new[] { one });
        }

        Assert.Equal(1u, (await raw.ReceiveAsync()).StreamId);
    }

    [Fact]
    public async Task An_even_stream_id_is_refused()
        => await RefusesAsync(raw => raw.SendAsync(2, 1, 0, Say), 2, StatusCode.InvalidArgument, "StreamID must be odd for client initiated streams");

    [Fact]
    public async Task A_stream_id_that_does_not_grow_is_refused()
        => await RefusesAsync(
            async raw =>
            {
                await raw.SendAsync(5, 1, 0, Say);
                await raw.ReceiveAsync();
                await raw.SendAsync(3, 1, 0, Say);
            },
            3,
            StatusCode.InvalidArgument,
            "StreamID cannot be re-used and must increment");

    [Fact]
    public async Task Data_for_a_stream_that_is_not_open_is_refused()
        => await RefusesAsync(raw => raw.SendAsync(1, 3, 0, 1), 1, StatusCode.InvalidArgument, "StreamID is no longer active");

    [Fact]
    public async Task Data_in_the_closing_frame_is_refused()
        => await RefusesAsync(
            async raw =>
            {
                await raw.SendAsync(1, 1, 2, TtrpcEndTests.RequestFor("Collect"));
                await raw.SendAsync(1, 3, 1, 0x10, 0x01);
            },
            1,
            StatusCode.InvalidArgument,
            "data close message cannot include data");

    [Fact]
    public async Task An_unknown_service_is_named()
        => await RefusesAsync(raw => raw.SendAsync(1, 1, 0, 0x0a, 0x01, (byte)'x'), 1, StatusCode.Unimplemented, "service x");

    [Fact]
    public async Task An_unknown_method_is_named()
        => await RefusesAsync(raw => raw.SendAsync(1, 1, 0, TtrpcEndTests.RequestFor("Shout")), 1, StatusCode.Unimplemented, "method Shout");

    [Fact]
    public async Task A_request_that_is_no_message_is_refused()
        => await RefusesAsync(
            raw => raw.SendAsync(1, 1, 0, 0xff, 0xff),
            1,
            StatusCode.InvalidArgument,
            "unmarshal request error: proto: unexpected end of the message");

    [Fact]
    public async Task A_payload_that_is_no_message_is_refused()
    {
        await using TtrpcPair pair = new();
        using RawTtrpc raw = await pair.RawAsync();

        await raw.SendAsync(1, 1, 0, [.. Say, 0x1a, 0x01, 0x0a]);
        RpcStatus status = StatusOf(await raw.ReceiveAsync());

        Assert.Equal(StatusCode.InvalidArgument, status.Code);
        Assert.StartsWith("unmarshal request error: ", status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_too_long_frame_is_answered_and_skipped_to_the_byte()
        => await RefusesAsync(
            raw => raw.SendAsync(1, 1, 0, new byte[(4 * 1024 * 1024) + 1]),
            1,
            StatusCode.ResourceExhausted,
            "message length 4194305 exceed maximum message size of 4194304");

    [Fact]
    public async Task A_frame_of_an_unknown_type_is_ignored()
    {
        await using TtrpcPair pair = new();
        using RawTtrpc raw = await pair.RawAsync();

        await raw.SendAsync(1, 9, 0, 1, 2, 3);
        await raw.SendAsync(1, 1, 0, Say);

        Assert.Equal((1u, (byte)2), ((await raw.ReceiveAsync()) is { } frame ? (frame.StreamId, frame.Type) : default));
    }

    [Fact]
    public async Task A_server_stream_ends_in_a_closing_frame_without_data()
    {
        await using TtrpcPair pair = new();
        using RawTtrpc raw = await pair.RawAsync();

        // The request { number: 1 } makes one empty message with number 0 and text "".
        await raw.SendAsync(1, 1, 1, [.. TtrpcEndTests.RequestFor("Expand"), 0x1a, 0x02, 0x10, 0x01]);
        RawFrame data = await raw.ReceiveAsync();
        RawFrame end = await raw.ReceiveAsync();

        Assert.Equal((1u, (byte)3, (byte)0, 0), (data.StreamId, data.Type, data.Flags, data.Payload.Length));
        Assert.Equal((1u, (byte)3, (byte)5, 0), (end.StreamId, end.Type, end.Flags, end.Payload.Length));
    }

    [Fact]
    public async Task A_client_stream_may_begin_in_the_request_and_ends_in_a_response()
    {
        await using TtrpcPair pair = new();
        using RawTtrpc raw = await pair.RawAsync();

        await raw.SendAsync(1, 1, 2, [.. TtrpcEndTests.RequestFor("Collect"), 0x1a, 0x02, 0x10, 0x01]);
        await raw.SendAsync(1, 3, 0, 0x10, 0x02);
        await raw.SendAsync(1, 3, 4);
        await raw.SendAsync(1, 3, 5);
        RawFrame frame = await raw.ReceiveAsync();

        Assert.Equal(2, frame.Type);
        Assert.Equal([0x12, 0x02, 0x10, 0x03], frame.Payload);
    }

    [Fact]
    public async Task A_connection_that_ends_inside_a_frame_leaves_the_server_serving_others()
    {
        await using TtrpcPair pair = new();
        using (RawTtrpc broken = await pair.RawAsync())
        {
            await broken.Stream.WriteAsync(new byte[] { 0, 0, 0, 9, 0 });
        }

        Assert.Equal("y", (await (await pair.ClientAsync()).SayAsync(new Note { Text = "y" }).ResponseAsync.InTime()).Text);
    }

    /// <summary>The server answers with a status, and the connection still serves.</summary>
    private static async Task RefusesAsync(Func<RawTtrpc, Task> send, uint streamId, StatusCode code, string text)
    {
        await using TtrpcPair pair = new();
        using RawTtrpc raw = await pair.RawAsync();

        await send(raw).InTime();
        RawFrame frame = await raw.ReceiveAsync();
        RpcStatus status = StatusOf(frame);
        await raw.SendAsync(101, 1, 0, Say);

        Assert.Equal((streamId, code, text), (frame.StreamId, status.Code, status.Message));
        Assert.Equal(101u, (await raw.ReceiveAsync()).StreamId);
    }

    private static RpcStatus StatusOf(RawFrame frame)
    {
        Assert.Equal(2, frame.Type);
        Assert.Equal(0x0a, frame.Payload[0]);
        int at = frame.Payload[1] < 0x80 ? 2 : 3;
        return RpcStatus.TryDecode(new System.Buffers.ReadOnlySequence<byte>(frame.Payload.AsMemory(at)), out RpcStatus? status)
            ? status
            : throw new FormatException(Encoding.UTF8.GetString(frame.Payload));
    }
}
