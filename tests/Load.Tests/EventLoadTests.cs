using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Linux;
using PluginHost.Proto.Services.EventsV1;
using PluginHost.Proto.Types;

namespace Load.Tests;

public sealed class EventLoadTests
{
    private const int Subscribers = 200;
    private const int Published = 2000;
    private const string Topic = "/load/test";

    [RequiresFact("root", "ctr", SubjectDaemon.Requirement)]
    public async Task Subscribers_get_all_events_while_one_of_200_does_not_read()
    {
        await using TestDaemon daemon = await SubjectDaemon.StartAsync();
        using Client client = new(daemon);
        Events.EventsClient events = new(client.Invoker);
        using Process stopped = daemon.Ctr.Command(default, "events").Start();
        await Poll.UntilAsync("ctr events is connected", TimeSpan.FromSeconds(10), () => HasSocket(stopped.Id));
        LibC.Kill(stopped.Id, Signals.SIGSTOP);
        List<AsyncServerStreamingCall<Envelope>> streams =
            [.. Enumerable.Range(1, Subscribers - 1).Select(_ => events.Subscribe(new SubscribeRequest(), Client.Options()))];
        await Task.WhenAll(streams.Select(stream => FirstAsync(events, stream)));
        DaemonMemory memory = new(daemon.ProcessId);

        Task<int[]> readers = Task.WhenAll(streams.Select(ReadAsync));
        for (int number = 0; number < Published; number++)
        {
            await events.PublishAsync(new PublishRequest { Topic = Topic, Event = Payload(number) }, Client.Options());
        }

        Assert.All(await readers, count => Assert.Equal(Published, count));
        Assert.True(memory.GrowthInMegabytes() < 300, $"grew by {memory.GrowthInMegabytes()} MB");
        LibC.Kill(stopped.Id, Signals.SIGKILL);
        await stopped.WaitForExitAsync();
        Assert.Equal(0, (await daemon.Ctr.RunAsync("version")).ExitCode);
        streams.ForEach(stream => stream.Dispose());
    }

    /// <summary>A stream is open once an event arrives on it; several may be published until then.</summary>
    private static async Task FirstAsync(Events.EventsClient events, AsyncServerStreamingCall<Envelope> stream)
    {
        Task<bool> first = stream.ResponseStream.MoveNext(CancellationToken.None);
        while (!first.IsCompleted)
        {
            await events.PublishAsync(new PublishRequest { Topic = "/load/open", Event = Payload(0) }, Client.Options());
            await Task.WhenAny(first, Task.Delay(TimeSpan.FromMilliseconds(200)));
        }

        Assert.True(await first);
    }

    /// <summary>Reads until the last event; the numbers must come in order and none may be missing.</summary>
    private static async Task<int> ReadAsync(AsyncServerStreamingCall<Envelope> stream)
    {
        int count = 0;
        while (count < Published && await stream.ResponseStream.MoveNext(CancellationToken.None))
        {
            Envelope envelope = stream.ResponseStream.Current;
            if (envelope.Topic == Topic)
            {
                Assert.Equal(count, BitConverter.ToInt32(envelope.Event.Value.Span));
                count++;
            }
        }

        return count;
    }

    private static Any Payload(int number)
    {
        byte[] bytes = new byte[1024];
        BitConverter.TryWriteBytes(bytes, number);

        return new Any { TypeUrl = "load.test.Event", Value = ByteString.CopyFrom(bytes) };
    }

    private static bool HasSocket(int processId)
        => Directory.EnumerateFiles($"/proc/{processId}/fd")
            .Any(link => new FileInfo(link).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
}
