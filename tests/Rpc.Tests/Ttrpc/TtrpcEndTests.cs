using System.Net.Sockets;
using Grpc.Core;
using PluginHost.Errors;
using PluginHost.Rpc.Ttrpc;
using Rpc.Tests.Protocol;
using Rpc.Tests.Support;
using Xunit;

namespace Rpc.Tests.Ttrpc;

/// <summary>Deadlines, cancellation, closed connections and stopped servers.</summary>
public sealed class TtrpcEndTests
{
    [Fact]
    public async Task A_client_sends_what_is_left_of_its_time_and_ends_the_call_when_it_is_over()
    {
        ManualTime time = new();
        (RawTtrpc server, TtrpcChannel channel) = await ConnectedAsync(new TtrpcChannelOptions { Time = time });
        using (server)
        await using (channel)
        {
            AsyncUnaryCall<Note> call = new Echo.EchoClient(channel).SayAsync(
                new Note(), deadline: time.Now.UtcDateTime.AddMilliseconds(1));
            RawFrame frame = await server.ReceiveAsync();
            time.Fire();
            RpcException error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.InTime());

            // timeout_nano(4) = 1,000,000.
            Assert.Equal([.. RequestFor("Say"), 0x20, 0xc0, 0x84, 0x3d], frame.Payload);
            Assert.Equal(new Status(StatusCode.DeadlineExceeded, "context deadline exceeded"), error.Status);
        }
    }

    [Fact]
    public async Task A_server_cancels_a_handler_that_is_out_of_time_and_answers_with_that_status()
    {
        TaskCompletionSource entered = new();
        TaskCompletionSource<DateTime> cancelled = new();
        ManualTime time = new();
        await using TtrpcPair pair = new(WaitingForCancellation(cancelled, entered), new TtrpcServerOptions { Time = time });
        using RawTtrpc raw = await pair.RawAsync();

        await raw.SendAsync(1, 1, 0, [.. RequestFor("Say"), 0x20, 0xc0, 0x84, 0x3d]);
        await entered.Task.InTime();
        time.Fire();
        RawFrame frame = await raw.ReceiveAsync();

        Assert.Equal(2, frame.Type);
        Assert.Equal([0x0a, 0x1d, 0x08, 0x04, 0x12, 0x19, .. "context deadline exceeded"u8], frame.Payload);
        Assert.Equal(time.Now.UtcDateTime.AddMilliseconds(1), await cancelled.Task.InTime());
    }

    [Fact]
    public async Task A_deadline_in_the_past_sends_nothing()
    {
        bool called = false;
        await using TtrpcPair pair = new(new EchoService
        {
            OnSay = (note, _) =>
            {
                called = true;
                return Task.FromResult(note);
            },
        });
        Echo.EchoClient client = await pair.ClientAsync();

        RpcException error = await Assert.ThrowsAsync<RpcException>(
            () => client.SayAsync(new Note(), deadline: DateTime.UtcNow.AddSeconds(-1)).ResponseAsync.InTime());

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        Assert.False(called);
    }

    [Fact]
    public async Task A_cancelled_call_ends_at_once_and_the_connection_lives_on()
    {
        await using TtrpcPair pair = new(new EchoService
        {
            OnSay = async (note, context) =>
            {
                if (note.Text == "wait")
                {
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
                }

                return note;
            },
        });
        Echo.EchoClient client = await pair.ClientAsync();
        using CancellationTokenSource cancel = new();
        AsyncUnaryCall<Note> call = client.SayAsync(new Note { Text = "wait" }, cancellationToken: cancel.Token);

        await cancel.CancelAsync();
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.InTime());

        Assert.Equal(new Status(StatusCode.Cancelled, "context canceled"), error.Status);
        Assert.Equal("x", (await client.SayAsync(new Note { Text = "x" }).ResponseAsync.InTime()).Text);
    }

    [Fact]
    public async Task A_client_that_vanishes_cancels_its_handlers()
    {
        TaskCompletionSource entered = new();
        TaskCompletionSource<DateTime> cancelled = new();
        await using TtrpcPair pair = new(WaitingForCancellation(cancelled, entered));
        TtrpcChannel channel = await pair.ConnectAsync();
        AsyncUnaryCall<Note> call = new Echo.EchoClient(channel).SayAsync(new Note());
        await entered.Task.InTime();

        await channel.DisposeAsync();

        await cancelled.Task.InTime();
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.InTime());
        Assert.Equal(new Status(StatusCode.Unknown, "ttrpc: closed"), error.Status);
    }

    [Fact]
    public async Task A_client_that_vanishes_in_the_middle_of_its_stream_cancels_the_handler()
    {
        TaskCompletionSource<string> seen = new();
        await using TtrpcPair pair = new(new EchoService
        {
            OnCollect = async (notes, context) =>
            {
                await notes.MoveNext(CancellationToken.None);
                try
                {
                    await notes.MoveNext(context.CancellationToken);
                }
                catch (OperationCanceledException)
                {
                    seen.SetResult(notes.GetType().Name);
                    throw;
                }

                return new Note();
            },
        });
        TtrpcChannel channel = await pair.ConnectAsync();
        using AsyncClientStreamingCall<Note, Note> call = new Echo.EchoClient(channel).Collect();
        await call.RequestStream.WriteAsync(new Note { Number = 1 }).InTime();

        await channel.DisposeAsync();

        await seen.Task.InTime();
    }

    [Fact]
    public async Task All_pending_calls_fail_before_the_channel_says_it_is_closed_and_later_calls_fail_at_once()
    {
        await using TtrpcPair pair = new(WaitingForCancellation(new TaskCompletionSource<DateTime>()));
        TtrpcChannel channel = await pair.ConnectAsync();
        Echo.EchoClient client = new(channel);
        Task<Note>[] calls = [.. Enumerable.Range(0, 20).Select(_ => client.SayAsync(new Note()).ResponseAsync)];
        using AsyncServerStreamingCall<Note> stream = client.Expand(new Note { Number = 0 });
        Assert.False(await stream.ResponseStream.MoveNext(CancellationToken.None).InTime());

        await pair.Server.DisposeAsync();
        await channel.Closed.InTime();

        Assert.All(calls, call => Assert.True(call.IsFaulted));
        Assert.Null(channel.CloseReason);
        RpcException later = await Assert.ThrowsAsync<RpcException>(() => client.SayAsync(new Note()).ResponseAsync.InTime());
        Assert.Equal(new Status(StatusCode.Unknown, "ttrpc: closed"), later.Status);
    }

    [Fact]
    public async Task A_response_that_arrives_together_with_the_close_is_delivered()
    {
        (RawTtrpc server, TtrpcChannel channel) = await ConnectedAsync();
        await using (channel)
        {
            AsyncUnaryCall<Note> call = new Echo.EchoClient(channel).SayAsync(new Note());
            Assert.Equal(1u, (await server.ReceiveAsync()).StreamId);
            await server.SendAsync(1, 2, 0, 0x12, 0x02, 0x10, 0x05);
            server.Dispose();

            Assert.Equal(5, (await call.ResponseAsync.InTime()).Number);
        }
    }

    [Fact]
    public async Task A_frame_that_ends_too_early_ends_the_connection_and_all_calls_with_one_reason()
    {
        (RawTtrpc server, TtrpcChannel channel) = await ConnectedAsync();
        await using (channel)
        {
            Echo.EchoClient client = new(channel);
            Task<Note>[] calls = [client.SayAsync(new Note()).ResponseAsync, client.SayAsync(new Note()).ResponseAsync];
            await server.ReceiveAsync();
            await server.ReceiveAsync();
            await server.Stream.WriteAsync(new byte[] { 0, 0, 0, 9, 0, 0, 0, 1, 2, 0, 0x12 });
            server.Dispose();

            await channel.Closed.InTime();

            Assert.IsType<EndOfStreamException>(channel.CloseReason);
            Assert.All(calls, call => Assert.Equal(
                "the peer closed the connection inside a frame: ttrpc: closed",
                ((RpcException)call.Exception!.InnerException!).Status.Detail));
        }
    }

    [Fact]
    public async Task A_response_that_is_no_message_ends_the_connection_with_its_reason()
    {
        (RawTtrpc server, TtrpcChannel channel) = await ConnectedAsync();
        using (server)
        await using (channel)
        {
            AsyncUnaryCall<Note> call = new Echo.EchoClient(channel).SayAsync(new Note());
            await server.ReceiveAsync();
            await server.SendAsync(1, 2, 0, 0xff, 0xff);

            RpcException error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.InTime());

            Assert.EndsWith(": ttrpc: closed", error.Status.Detail, StringComparison.Ordinal);
            await channel.Closed.InTime();
            Assert.IsType<FormatException>(channel.CloseReason);
        }
    }

    [Fact]
    public async Task A_payload_that_is_no_response_of_the_method_fails_only_its_call()
    {
        (RawTtrpc server, TtrpcChannel channel) = await ConnectedAsync();
        using (server)
        await using (channel)
        {
            Echo.EchoClient client = new(channel);
            AsyncUnaryCall<Note> call = client.SayAsync(new Note());
            await server.ReceiveAsync();
            await server.SendAsync(1, 2, 0, 0x12, 0x01, 0x0a);

            RpcException error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.InTime());
            Assert.Equal(StatusCode.Internal, error.StatusCode);

            AsyncUnaryCall<Note> next = client.SayAsync(new Note());
            Assert.Equal(3u, (await server.ReceiveAsync()).StreamId);
            await server.SendAsync(3, 2, 0);
            Assert.Equal(new Note(), await next.ResponseAsync.InTime());
        }
    }

    [Fact]
    public async Task A_too_long_response_fails_only_its_call_and_is_skipped()
    {
        (RawTtrpc server, TtrpcChannel channel) = await ConnectedAsync();
        using (server)
        await using (channel)
        {
            Echo.EchoClient client = new(channel);
            AsyncUnaryCall<Note> call = client.SayAsync(new Note());
            AsyncUnaryCall<Note> other = client.SayAsync(new Note());
            await server.ReceiveAsync();
            await server.ReceiveAsync();
            Task sending = server.SendAsync(1, 2, 0, new byte[(4 * 1024 * 1024) + 1]);

            RpcException error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.InTime());
            await sending.InTime();
            await server.SendAsync(3, 2, 0);

            Assert.Equal("message length 4194305 exceed maximum message size of 4194304", error.Status.Detail);
            Assert.Equal(new Note(), await other.ResponseAsync.InTime());
        }
    }

    [Fact]
    public async Task A_stopped_server_takes_no_more_connections_and_lets_open_calls_end()
    {
        TaskCompletionSource entered = new();
        TaskCompletionSource release = new();
        await using TtrpcPair pair = new(new EchoService
        {
            OnSay = async (note, _) =>
            {
                entered.SetResult();
                await release.Task;
                return note;
            },
        });
        TtrpcChannel idle = await pair.ConnectAsync();
        TtrpcChannel busy = await pair.ConnectAsync();
        AsyncUnaryCall<Note> call = new Echo.EchoClient(busy).SayAsync(new Note { Number = 3 });
        await entered.Task.InTime();

        Task stopping = pair.Server.StopAsync(CancellationToken.None);

        await idle.Closed.InTime();
        DaemonException refused = await Assert.ThrowsAsync<DaemonException>(pair.ConnectAsync);
        Assert.Equal(ErrorKind.Unavailable, refused.Kind);
        Assert.False(stopping.IsCompleted);
        release.SetResult();
        Assert.Equal(3, (await call.ResponseAsync.InTime()).Number);
        await stopping.InTime();
        await busy.Closed.InTime();
    }

    [Fact]
    public async Task A_server_that_is_stopped_hard_cancels_open_calls()
    {
        TaskCompletionSource entered = new();
        TaskCompletionSource<DateTime> cancelled = new();
        await using TtrpcPair pair = new(WaitingForCancellation(cancelled, entered));
        Echo.EchoClient client = await pair.ClientAsync();
        AsyncUnaryCall<Note> call = client.SayAsync(new Note());
        await entered.Task.InTime();
        using CancellationTokenSource limit = new();
        Task stopping = pair.Server.StopAsync(limit.Token);

        await limit.CancelAsync();

        await stopping.InTime();
        await cancelled.Task.InTime();
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.InTime());
    }

    [Fact]
    public async Task A_dial_to_nobody_says_where()
    {
        using TemporaryDirectory directory = new();

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(
            () => TtrpcChannel.ConnectAsync("unix://" + directory.File("none"), null, CancellationToken.None).InTime());

        Assert.Equal(ErrorKind.Unavailable, error.Kind);
        Assert.StartsWith($"dial unix {directory.File("none")}: ", error.Message, StringComparison.Ordinal);
        Assert.IsType<SocketException>(error.InnerException);
    }

    [Fact]
    public async Task A_peer_of_another_user_or_group_is_closed_without_a_byte_and_named_in_the_log()
    {
        PeerCredentials self = PeerCredentials.OfThisProcess();
        foreach (PeerCredentials required in new[] { self with { UserId = self.UserId + 1 }, self with { GroupId = self.GroupId + 1 } })
        {
            await using TtrpcPair pair = new(null, new TtrpcServerOptions { RequiredPeer = required });
            using RawTtrpc raw = await pair.RawAsync();

            Assert.True(await raw.IsClosedAsync());
            Assert.Contains(pair.Logger.Lines, line => line.Text.Contains(
                $"ttrpc: invalid credentials: peer pid={Environment.ProcessId} uid={self.UserId} gid={self.GroupId}",
                StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_peer_of_the_same_user_and_group_is_served()
    {
        await using TtrpcPair pair = new(null, new TtrpcServerOptions { RequiredPeer = PeerCredentials.OfThisProcess() });

        Assert.Equal(1, (await (await pair.ClientAsync()).SayAsync(new Note { Number = 1 }).ResponseAsync.InTime()).Number);
    }

    internal static byte[] RequestFor(string method)
        => [0x0a, 0x0d, .. "rpc.test.Echo"u8, 0x12, (byte)method.Length, .. System.Text.Encoding.UTF8.GetBytes(method)];

    private static EchoService WaitingForCancellation(TaskCompletionSource<DateTime> cancelled, TaskCompletionSource? entered = null) => new()
    {
        OnSay = async (note, context) =>
        {
            entered?.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            }
            finally
            {
                cancelled.TrySetResult(context.Deadline);
            }

            return note;
        },
    };

    internal static async Task<(RawTtrpc Server, TtrpcChannel Channel)> ConnectedAsync(TtrpcChannelOptions? options = null)
    {
        using TemporaryDirectory directory = new();
        UnixDomainSocketEndPoint endPoint = new(directory.File("s"));
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(endPoint);
        listener.Listen();
        TtrpcChannel channel = await TtrpcChannel.ConnectAsync(directory.File("s"), options, CancellationToken.None);
        return (new RawTtrpc(new NetworkStream(await listener.AcceptAsync(), ownsSocket: true)), channel);
    }
}
