using Grpc.Core;
using Rpc.Tests.Protocol;
using Rpc.Tests.Support;
using Xunit;

namespace Rpc.Tests.GrpcHttp;

public sealed class GrpcCallTests
{
    [Fact]
    public async Task A_unary_call_brings_the_request_there_and_the_response_back()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync();

        Note answer = await pair.Client().SayAsync(new Note { Text = "hello", Number = 7 }).ResponseAsync.InTime();

        Assert.Equal(new Note { Text = "hello", Number = 7 }, answer);
    }

    [Fact]
    public async Task A_client_stream_is_collected()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync();

        using AsyncClientStreamingCall<Note, Note> call = pair.Client().Collect();
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
        await using GrpcPair pair = await GrpcPair.StartAsync();

        using AsyncServerStreamingCall<Note> call = pair.Client().Expand(new Note { Number = 50 });
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
        await using GrpcPair pair = await GrpcPair.StartAsync();

        using AsyncDuplexStreamingCall<Note, Note> call = pair.Client().Chat();
        for (int i = 0; i < 20; i++)
        {
            await call.RequestStream.WriteAsync(new Note { Number = i }).InTime();
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).InTime());
            Assert.Equal(i, call.ResponseStream.Current.Number);
        }

        await call.RequestStream.CompleteAsync().InTime();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None).InTime());
    }
}
