using Google.Protobuf;
using Grpc.Core;
using PluginHost;
using PluginHost.Errors;
using PluginHost.Rpc;
using Rpc.Tests.Protocol;
using Rpc.Tests.Support;
using Xunit;

namespace Rpc.Tests.Ttrpc;

public sealed class TtrpcCallTests
{
    [Fact]
    public async Task A_unary_call_brings_the_request_there_and_the_response_back()
    {
        await using TtrpcPair pair = new();
        Echo.EchoClient client = await pair.ClientAsync();

        Note answer = await client.SayAsync(new Note { Text = "hello", Number = 7 }).ResponseAsync.InTime();

        Assert.Equal(new Note { Text = "hello", Number = 7 }, answer);
    }

    [Fact]
    public async Task An_empty_response_is_a_response()
    {
        await using TtrpcPair pair = new();
        Echo.EchoClient client = await pair.ClientAsync();

        Assert.Equal(new Note(), await client.SayAsync(new Note()).ResponseAsync.InTime());
    }

    [Fact]
    public async Task A_client_stream_is_collected()
    {
        await using TtrpcPair pair = new();
        Echo.EchoClient client = await pair.ClientAsync();

        using AsyncClientStreamingCall<Note, Note> call = client.Collect();
        for (int i = 1; i <= 100; i++)
        {
            await call.RequestStream.WriteAsync(new Note { Number = i }).InTime();
        }

        await call.RequestStream.CompleteAsync().InTime();

        Assert.Equal(5050, (await call.ResponseAsync.InTime()).Number);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_server_stream_comes_in_order_with_its_empty_messages()
    {
        await using TtrpcPair pair = new();
        Echo.EchoClient client = await pair.ClientAsync();

        using AsyncServerStreamingCall<Note> call = client.Expand(new Note { Number = 50 });
        List<int> numbers = [];
        while (await call.ResponseStream.MoveNext(CancellationToken.None).InTime())
        {
            numbers.Add(call.ResponseStream.Current.Number);
        }

        Assert.Equal(Enumerable.Range(0, 50), numbers);
    }

    [Fact]
    public async Task A_duplex_stream_goes_both_ways_at_once()
    {
        await using TtrpcPair pair = new();
        Echo.EchoClient client = await pair.ClientAsync();

        using AsyncDuplexStreamingCall<Note, Note> call = client.Chat();
        for (int i = 0; i < 20; i++)
        {
            await call.RequestStream.WriteAsync(new Note { Number = i }).InTime();
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).InTime());
            Assert.Equal(i, call.ResponseStream.Current.Number);
        }

        await call.RequestStream.CompleteAsync().InTime();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None).InTime());
    }

    [Fact]
    public async Task A_thousand_calls_share_one_connection_and_answer_in_any_order()
    {
        await using TtrpcPair pair = new(new EchoService
        {
            OnSay = async (note, _) =>
            {
                await Task.Yield();
                return note;
            },
        });
        Echo.EchoClient client = await pair.ClientAsync();

        Note[] answers = await Task.WhenAll(
            Enumerable.Range(0, 1000).Select(i => client.SayAsync(new Note { Number = i }).ResponseAsync)).InTime();

        Assert.Equal(Enumerable.Range(0, 1000), answers.Select(note => note.Number));
    }

    [Fact]
    public async Task A_call_that_waits_does_not_hold_up_the_next_one()
    {
        TaskCompletionSource release = new();
        await using TtrpcPair pair = new(new EchoService
        {
            OnSay = async (note, _) =>
            {
                if (note.Text == "wait")
                {
                    await release.Task;
                }

                return note;
            },
        });
        Echo.EchoClient client = await pair.ClientAsync();
        AsyncUnaryCall<Note> waiting = client.SayAsync(new Note { Text = "wait" });

        await client.SayAsync(new Note { Text = "go" }).ResponseAsync.InTime();

        Assert.False(waiting.ResponseAsync.IsCompleted);
        release.SetResult();
        await waiting.ResponseAsync.InTime();
    }

    [Fact]
    public async Task A_daemon_error_arrives_with_its_code_text_and_kind()
    {
        await using TtrpcPair pair = new(new EchoService { OnSay = (_, _) => throw DaemonException.NotFound("container not created") });
        Echo.EchoClient client = await pair.ClientAsync();

        RpcException error = await Assert.ThrowsAsync<RpcException>(() => client.SayAsync(new Note()).ResponseAsync.InTime());

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal("container not created: not found", error.Status.Detail);
        Assert.Equal(ErrorKind.NotFound, error.ToDaemonException().Kind);
    }

    [Fact]
    public async Task An_error_in_the_middle_of_a_stream_reaches_its_reader_after_the_messages()
    {
        await using TtrpcPair pair = new(new EchoService
        {
            OnExpand = async (_, writer, _) =>
            {
                await writer.WriteAsync(new Note { Number = 1 });
                throw DaemonException.Unavailable("disk");
            },
        });
        Echo.EchoClient client = await pair.ClientAsync();
        using AsyncServerStreamingCall<Note> call = client.Expand(new Note());

        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).InTime());
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None).InTime());

        Assert.Equal("disk: unavailable", error.Status.Detail);
        Assert.Equal(StatusCode.Unavailable, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task The_details_of_joined_errors_arrive()
    {
        await using TtrpcPair pair = new(new EchoService
        {
            OnSay = (_, _) => throw new AggregateException(DaemonException.InvalidArgument("a"), DaemonException.NotFound("b")),
        });
        Echo.EchoClient client = await pair.ClientAsync();

        RpcException error = await Assert.ThrowsAsync<RpcException>(() => client.SayAsync(new Note()).ResponseAsync.InTime());

        RpcStatus status = RpcStatus.Of(error);
        Assert.Equal((StatusCode.InvalidArgument, "a: invalid argument\nb: not found"), (status.Code, status.Message));
        RpcStatusDetail detail = Assert.Single(status.Details);
        Assert.Equal(RpcStatus.TypeUrl, detail.TypeUrl);
        Assert.Equal(new RpcStatus(StatusCode.NotFound, "b: not found").Encode(), detail.Value.ToArray());
    }

    [Fact]
    public async Task The_scope_of_a_call_arrives_in_its_metadata()
    {
        RequestScope? seen = null;
        await using TtrpcPair pair = new(new EchoService
        {
            OnSay = (note, context) =>
            {
                seen = context.Scope();
                return Task.FromResult(note);
            },
        });
        Echo.EchoClient client = await pair.ClientAsync();

        await client.SayAsync(new Note(), new RequestScope("k8s.io").ToTtrpcHeaders()).ResponseAsync.InTime();

        Assert.Equal(new RequestScope("k8s.io"), seen);
    }

    [Fact]
    public async Task A_message_of_almost_four_mebibytes_passes_and_a_longer_one_is_refused_on_either_side()
    {
        await using TtrpcPair pair = new(new EchoService
        {
            OnSay = (note, _) => Task.FromResult(note.Number > 0 ? new Note { Data = ByteString.CopyFrom(new byte[note.Number]) } : note),
        });
        Echo.EchoClient client = await pair.ClientAsync();
        Note large = new() { Data = ByteString.CopyFrom(new byte[(4 * 1024 * 1024) - 100]) };

        Assert.Equal(large, await client.SayAsync(large).ResponseAsync.InTime());

        RpcException sent = await Assert.ThrowsAsync<RpcException>(
            () => client.SayAsync(new Note { Data = ByteString.CopyFrom(new byte[4 * 1024 * 1024]) }).ResponseAsync.InTime());
        Assert.Equal(StatusCode.ResourceExhausted, sent.StatusCode);
        Assert.Matches("^message length [0-9]+ exceed maximum message size of 4194304$", sent.Status.Detail);

        RpcException received = await Assert.ThrowsAsync<RpcException>(
            () => client.SayAsync(new Note { Number = 4 * 1024 * 1024 }).ResponseAsync.InTime());
        Assert.Equal(StatusCode.ResourceExhausted, received.StatusCode);
        Assert.Equal(new Note(), await client.SayAsync(new Note()).ResponseAsync.InTime());
    }

    [Fact]
    public async Task Binary_metadata_is_refused_before_anything_is_sent()
    {
        await using TtrpcPair pair = new();
        Echo.EchoClient client = await pair.ClientAsync();

        Assert.Throws<ArgumentException>(() => client.SayAsync(new Note(), new Metadata { { "x-bin", [1] } }));
        await client.SayAsync(new Note()).ResponseAsync.InTime();
    }

    [Fact]
    public async Task A_method_that_the_service_does_not_override_is_named()
    {
        await using TtrpcPair pair = new();
        pair.Server.AddService(Partial.BindService(new PartialService()));
        Partial.PartialClient client = new(await pair.ConnectAsync());

        RpcException error = await Assert.ThrowsAsync<RpcException>(() => client.DoAsync(new Note()).ResponseAsync.InTime());

        Assert.Equal(new Status(StatusCode.Unimplemented, "method Do not implemented"), error.Status);
    }

    [Fact]
    public async Task Services_come_and_go_while_the_server_runs()
    {
        await using TtrpcPair pair = new();
        ServerServiceDefinition definition = Partial.BindService(new PartialService());
        Partial.PartialClient client = new(await pair.ConnectAsync());
        async Task<string> DetailAsync()
            => (await Assert.ThrowsAsync<RpcException>(() => client.DoAsync(new Note()).ResponseAsync.InTime())).Status.Detail;

        Assert.Equal("service rpc.test.Partial", await DetailAsync());
        pair.Server.AddService(definition);
        Assert.Equal("method Do not implemented", await DetailAsync());
        Assert.Throws<InvalidOperationException>(() => pair.Server.AddService(Partial.BindService(new PartialService())));
        Assert.True(pair.Server.RemoveService(definition));
        Assert.False(pair.Server.RemoveService(definition));
        Assert.Equal("service rpc.test.Partial", await DetailAsync());
    }

    [Fact]
    public async Task A_synchronous_call_is_refused_with_the_name_of_the_other_method()
    {
        await using TtrpcPair pair = new();
        Echo.EchoClient client = await pair.ClientAsync();

        NotSupportedException error = Assert.Throws<NotSupportedException>(() => client.Say(new Note()));

        Assert.Equal("/rpc.test.Echo/Say: synchronous calls are not supported, call SayAsync", error.Message);
    }

    private sealed class PartialService : Partial.PartialBase;
}
