using Grpc.Core;
using PluginHost.Errors;
using PluginHost.Rpc;
using PluginHost.Rpc.Client;
using Rpc.Tests.Protocol;
using Rpc.Tests.Support;
using Xunit;

namespace Rpc.Tests.GrpcHttp;

/// <summary>Deadlines, cancellation from both ends, lost connections and stopped servers.</summary>
public sealed class GrpcEndTests
{
    [Fact]
    public async Task A_client_ends_a_call_that_is_out_of_time_and_the_server_hears_of_it()
    {
        ManualTime time = new();
        TaskCompletionSource entered = new();
        TaskCompletionSource<DateTime> cancelled = new();
        await using GrpcPair pair = await GrpcPair.StartAsync(WaitingForCancellation(cancelled, entered));
        AsyncUnaryCall<Note> call = pair.Client(new GrpcChannelOptions { Time = time })
            .SayAsync(new Note(), deadline: time.Now.UtcDateTime.AddHours(1));
        await entered.Task.InTime();

        time.Fire();

        RpcException error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.InTime());
        Assert.Equal((StatusCode.DeadlineExceeded, "context deadline exceeded"), (error.StatusCode, error.Status.Detail));
        Assert.Equal(DateTime.UtcNow.AddHours(1), await cancelled.Task.InTime(), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_server_cancels_a_handler_that_is_out_of_time_and_says_so()
    {
        ManualTime time = new();
        TaskCompletionSource entered = new();
        TaskCompletionSource<DateTime> cancelled = new();
        await using GrpcPair pair = await GrpcPair.StartAsync(
            WaitingForCancellation(cancelled, entered), options => options with { Time = time });
        AsyncUnaryCall<Note> call = pair.Client().SayAsync(new Note(), deadline: DateTime.UtcNow.AddHours(1));
        await entered.Task.InTime();

        time.Fire();

        RpcException error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.InTime());
        Assert.Equal(new Status(StatusCode.DeadlineExceeded, "context deadline exceeded"), error.Status);
        await cancelled.Task.InTime();
    }

    [Fact]
    public async Task A_deadline_in_the_past_and_a_cancelled_token_send_nothing()
    {
        bool called = false;
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService
        {
            OnSay = (note, _) =>
            {
                called = true;
                return Task.FromResult(note);
            },
        });
        Echo.EchoClient client = pair.Client();

        RpcException late = await Assert.ThrowsAsync<RpcException>(
            () => client.SayAsync(new Note(), deadline: DateTime.UtcNow.AddSeconds(-1)).ResponseAsync.InTime());
        RpcException cancelled = await Assert.ThrowsAsync<RpcException>(
            () => client.SayAsync(new Note(), cancellationToken: new CancellationToken(true)).ResponseAsync.InTime());

        Assert.Equal((StatusCode.DeadlineExceeded, StatusCode.Cancelled), (late.StatusCode, cancelled.StatusCode));
        Assert.False(called);
    }

    [Fact]
    public async Task A_cancelled_unary_call_ends_at_once_and_fires_the_token_of_its_handler()
    {
        TaskCompletionSource entered = new();
        TaskCompletionSource<DateTime> seen = new();
        await using GrpcPair pair = await GrpcPair.StartAsync(WaitingForCancellation(seen, entered));
        using CancellationTokenSource cancel = new();
        AsyncUnaryCall<Note> call = pair.Client().SayAsync(new Note(), cancellationToken: cancel.Token);
        await entered.Task.InTime();

        await cancel.CancelAsync();

        RpcException error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.InTime());
        Assert.Equal((StatusCode.Cancelled, "context canceled"), (error.StatusCode, error.Status.Detail));
        await seen.Task.InTime();
    }

    [Fact]
    public async Task A_disposed_server_stream_fires_the_token_of_its_handler()
    {
        TaskCompletionSource seen = new();
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService
        {
            OnExpand = async (note, writer, context) =>
            {
                await writer.WriteAsync(note);
                try
                {
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
                }
                finally
                {
                    seen.SetResult();
                }
            },
        });
        AsyncServerStreamingCall<Note> call = pair.Client().Expand(new Note());
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).InTime());

        call.Dispose();

        await seen.Task.InTime();
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_client_that_vanishes_in_the_middle_of_its_stream_ends_the_read_and_fires_the_token()
    {
        TaskCompletionSource<bool> seen = new();
        TaskCompletionSource first = new();
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService
        {
            OnCollect = async (notes, context) =>
            {
                await notes.MoveNext(CancellationToken.None);
                first.SetResult();
                TaskCompletionSource fired = new();
                await using (context.CancellationToken.Register(fired.SetResult))
                {
                    try
                    {
                        await notes.MoveNext(CancellationToken.None);
                    }
                    catch (OperationCanceledException)
                    {
                        await fired.Task.InTime();
                        seen.SetResult(true);
                        throw;
                    }
                }

                seen.SetResult(false);
                return new Note();
            },
        });
        using (RawHttp2 raw = await RawHttp2.ConnectAsync(pair.Path))
        {
            await raw.SendAsync(new Http2Frame(
                Http2Frame.Headers, 4, 1, RawHttp2.Block(RawHttp2.CallHeaders("/rpc.test.Echo/Collect"))));
            await raw.SendAsync(new Http2Frame(Http2Frame.Data, 0, 1, RawHttp2.Message(0x10, 0x01)));
            await first.Task.InTime();
        }

        Assert.True(await seen.Task.InTime());
    }

    [Fact]
    public async Task A_handler_that_only_writes_notices_that_its_client_is_gone()
    {
        TaskCompletionSource<Exception> seen = new();
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService
        {
            OnExpand = async (note, writer, _) =>
            {
                try
                {
                    while (true)
                    {
                        await writer.WriteAsync(note);
                    }
                }
                catch (Exception e)
                {
                    seen.SetResult(e);
                    throw;
                }
            },
        });
        using (AsyncServerStreamingCall<Note> call = pair.Client().Expand(new Note { Text = "x" }))
        {
            await call.ResponseStream.MoveNext(CancellationToken.None).InTime();
        }

        Assert.IsAssignableFrom<OperationCanceledException>(await seen.Task.InTime());
    }

    [Fact]
    public async Task A_server_that_ends_the_call_early_tells_a_client_that_still_writes()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync(
            new EchoService { OnCollect = (_, _) => throw DaemonException.Of(ErrorKind.ResourceExhausted, "enough") });
        using AsyncClientStreamingCall<Note, Note> call = pair.Client().Collect();

        RpcException response = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.InTime());
        RpcException write = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new Note()).InTime());

        Assert.Equal(new Status(StatusCode.ResourceExhausted, "enough: resource exhausted"), response.Status);
        Assert.Equal(response.Status, write.Status);
    }

    [Fact]
    public async Task A_stopped_server_lets_open_calls_end_and_removes_its_socket()
    {
        TaskCompletionSource entered = new();
        TaskCompletionSource release = new();
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService
        {
            OnSay = async (note, _) =>
            {
                entered.SetResult();
                await release.Task;
                return note;
            },
        });
        AsyncUnaryCall<Note> call = pair.Client().SayAsync(new Note { Number = 3 });
        await entered.Task.InTime();

        Task stopping = pair.Server.StopAsync(Within.Limit);
        Assert.False(stopping.IsCompleted);
        release.SetResult();

        Assert.Equal(3, (await call.ResponseAsync.InTime()).Number);
        await stopping.InTime();
        Assert.False(File.Exists(pair.Path));
        RpcException later = await Assert.ThrowsAsync<RpcException>(() => pair.Client().SayAsync(new Note()).ResponseAsync.InTime());
        Assert.Equal(StatusCode.Unavailable, later.StatusCode);
    }

    [Fact]
    public async Task A_stop_whose_time_is_over_cancels_the_rest()
    {
        TaskCompletionSource entered = new();
        TaskCompletionSource<DateTime> cancelled = new();
        await using GrpcPair pair = await GrpcPair.StartAsync(WaitingForCancellation(cancelled, entered));
        AsyncUnaryCall<Note> call = pair.Client().SayAsync(new Note());
        await entered.Task.InTime();

        await pair.Server.StopAsync(TimeSpan.FromMilliseconds(50)).InTime();

        await cancelled.Task.InTime();
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.InTime());
    }

    [Fact]
    public async Task A_dial_to_nobody_is_unavailable_and_says_where()
    {
        using TemporaryDirectory directory = new();
        using GrpcChannel channel = GrpcChannel.ForAddress("unix://" + directory.File("none"));

        RpcException error = await Assert.ThrowsAsync<RpcException>(
            () => new Echo.EchoClient(channel).SayAsync(new Note()).ResponseAsync.InTime());

        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.StartsWith("connection error: desc = \"transport: Error while dialing: ", error.Status.Detail, StringComparison.Ordinal);
        Assert.Contains(directory.File("none"), error.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(ErrorKind.Unavailable, error.ToDaemonException().Kind);
    }

    [Fact]
    public async Task A_channel_connects_again_after_its_server_was_restarted()
    {
        using TemporaryDirectory directory = new();
        PluginHost.Rpc.Ttrpc.PeerCredentials self = PluginHost.Rpc.Ttrpc.PeerCredentials.OfThisProcess();
        PluginHost.Rpc.Server.UnixEndpoint endpoint = new(directory.File("s"), self.UserId, self.GroupId);
        using GrpcChannel channel = GrpcChannel.ForAddress(directory.File("s"));
        Echo.EchoClient client = new(channel);
        for (int i = 0; i < 2; i++)
        {
            await using PluginHost.Rpc.Server.GrpcServer server = new(endpoint, new(), new RecordingLogger());
            server.AddService(new EchoService().Bind());
            await server.StartAsync(CancellationToken.None);

            Assert.Equal(i, (await SayUntilAnsweredAsync(client, i)).Number);
        }
    }

    [Theory]
    [InlineData("relative/path")]
    [InlineData("ftp://host")]
    [InlineData("")]
    public void An_address_of_another_form_is_refused_and_named(string address)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => GrpcChannel.ForAddress(address));

        Assert.Contains($"address \"{address}\"", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A call that meets the dying connection of the first server is Unavailable, and nothing else; the next one connects again.</summary>
    private static async Task<Note> SayUntilAnsweredAsync(Echo.EchoClient client, int number)
    {
        using CancellationTokenSource limit = new(Within.Limit);
        while (true)
        {
            try
            {
                return await client.SayAsync(new Note { Number = number }, cancellationToken: limit.Token);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
            {
                await Task.Yield();
            }
        }
    }

    private static EchoService WaitingForCancellation(TaskCompletionSource<DateTime> cancelled, TaskCompletionSource entered) => new()
    {
        OnSay = async (note, context) =>
        {
            CancellationToken token = context.CancellationToken;
            entered.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                cancelled.TrySetResult(context.Deadline);
            }

            return note;
        },
    };
}
