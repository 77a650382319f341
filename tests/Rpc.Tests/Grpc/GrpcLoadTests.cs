using Google.Protobuf;
using Grpc.Core;
using PluginHost.Rpc.Client;
using Rpc.Tests.Protocol;
using Rpc.Tests.Support;
using Xunit;

namespace Rpc.Tests.GrpcHttp;

/// <summary>Many calls at once, large messages, and their limits.</summary>
public sealed class GrpcLoadTests
{
    private const int Mebibyte = 1024 * 1024;

    [Fact]
    public async Task A_thousand_calls_share_one_connection_and_answer_in_any_order()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService
        {
            OnSay = async (note, _) =>
            {
                await Task.Yield();
                return note;
            },
        });
        Echo.EchoClient client = pair.Client();

        Note[] answers = await Task.WhenAll(
            Enumerable.Range(0, 1000).Select(i => client.SayAsync(new Note { Number = i }).ResponseAsync)).InTime();

        Assert.Equal(Enumerable.Range(0, 1000), answers.Select(note => note.Number));
    }

    [Fact]
    public async Task Two_thousand_streams_are_open_at_once_on_one_connection()
    {
        const int Streams = 2000;
        int entered = 0;
        TaskCompletionSource allOpen = new();
        HashSet<string> connections = [];
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService
        {
            OnChat = async (notes, writer, context) =>
            {
                if (Interlocked.Increment(ref entered) == Streams)
                {
                    allOpen.SetResult();
                }

                await foreach (Note note in notes.ReadAllAsync(context.CancellationToken))
                {
                    await writer.WriteAsync(note);
                }
            },
        });
        Echo.EchoClient client = pair.Client();

        AsyncDuplexStreamingCall<Note, Note>[] calls = [.. Enumerable.Range(0, Streams).Select(_ => client.Chat())];
        await allOpen.Task.InTime();
        for (int i = 0; i < Streams; i += 100)
        {
            await calls[i].RequestStream.WriteAsync(new Note { Number = i }).InTime();
            Assert.True(await calls[i].ResponseStream.MoveNext(CancellationToken.None).InTime());
            Assert.Equal(i, calls[i].ResponseStream.Current.Number);
        }

        await Task.WhenAll(calls.Select(async call =>
        {
            await call.RequestStream.CompleteAsync();
            Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        })).InTime();
        Assert.Equal(Streams, entered);
    }

    [Fact]
    public async Task Messages_up_to_sixteen_mebibytes_pass_both_ways()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync();
        Note large = new() { Data = ByteString.CopyFrom(new byte[(16 * Mebibyte) - 10]) };

        Assert.Equal(large, await pair.Client().SayAsync(large).ResponseAsync.InTime());
    }

    [Fact]
    public async Task A_larger_request_is_refused_by_the_client_and_by_the_server()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync();
        Note large = new() { Data = ByteString.CopyFrom(new byte[16 * Mebibyte]) };

        RpcException sent = await Assert.ThrowsAsync<RpcException>(() => pair.Client().SayAsync(large).ResponseAsync.InTime());
        RpcException received = await Assert.ThrowsAsync<RpcException>(
            () => pair.Client(new GrpcChannelOptions { MaxSendMessageSize = int.MaxValue }).SayAsync(large).ResponseAsync.InTime());

        Assert.Equal(
            new Status(StatusCode.ResourceExhausted, "grpc: trying to send message larger than max (16777221 vs. 16777216)"), sent.Status);
        Assert.Equal(
            new Status(StatusCode.ResourceExhausted, "grpc: received message larger than max (16777221 vs. 16777216)"), received.Status);
    }

    [Fact]
    public async Task A_larger_response_is_refused_by_the_server_and_by_the_client()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService
        {
            OnSay = (note, _) => Task.FromResult(new Note { Data = ByteString.CopyFrom(new byte[note.Number]) }),
        });

        RpcException sent = await Assert.ThrowsAsync<RpcException>(
            () => pair.Client().SayAsync(new Note { Number = 16 * Mebibyte }).ResponseAsync.InTime());
        RpcException received = await Assert.ThrowsAsync<RpcException>(
            () => pair.Client(new GrpcChannelOptions { MaxReceiveMessageSize = 100 }).SayAsync(new Note { Number = 200 }).ResponseAsync.InTime());

        Assert.Equal(
            new Status(StatusCode.ResourceExhausted, "grpc: trying to send message larger than max (16777221 vs. 16777216)"), sent.Status);
        Assert.Equal(new Status(StatusCode.ResourceExhausted, "grpc: received message larger than max (203 vs. 100)"), received.Status);
    }

    [Fact]
    public async Task A_long_stream_of_large_messages_passes_without_being_held_in_memory()
    {
        const int Messages = 200;
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService
        {
            OnCollect = async (notes, context) =>
            {
                int sum = 0;
                await foreach (Note note in notes.ReadAllAsync(context.CancellationToken))
                {
                    sum += note.Data.Length;
                }

                return new Note { Number = sum };
            },
        });
        using AsyncClientStreamingCall<Note, Note> call = pair.Client().Collect();
        Note note = new() { Data = ByteString.CopyFrom(new byte[Mebibyte]) };

        for (int i = 0; i < Messages; i++)
        {
            await call.RequestStream.WriteAsync(note).InTime();
        }

        await call.RequestStream.CompleteAsync().InTime();

        Assert.Equal(Messages * Mebibyte, (await call.ResponseAsync.InTime()).Number);
    }

    [Fact]
    public async Task A_slow_reader_holds_its_writer_back_and_no_other_call()
    {
        int written = 0;
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService
        {
            OnExpand = async (note, writer, _) =>
            {
                Note large = new() { Data = ByteString.CopyFrom(new byte[Mebibyte]) };
                for (int i = 0; i < note.Number; i++)
                {
                    await writer.WriteAsync(large);
                    Interlocked.Increment(ref written);
                }
            },
        });
        Echo.EchoClient client = pair.Client();
        using AsyncServerStreamingCall<Note> slow = client.Expand(new Note { Number = 500 });
        Assert.True(await slow.ResponseStream.MoveNext(CancellationToken.None).InTime());

        for (int i = 0; i < 100; i++)
        {
            await client.SayAsync(new Note { Number = i }).ResponseAsync.InTime();
        }

        Assert.InRange(Volatile.Read(ref written), 0, 200);
    }
}
