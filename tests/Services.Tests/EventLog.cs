using Grpc.Core;
using PluginHost.Proto.Services.EventsV1;
using PluginHost.Proto.Types;

namespace Services.Tests;

/// <summary>What a daemon publishes while a table is worked through.</summary>
internal sealed class EventLog : IDisposable
{
    private const string First = "first-event";
    private const string Last = "last-event";

    private readonly Api _api;
    private readonly AsyncServerStreamingCall<Envelope> _stream;

    private EventLog(Api api)
    {
        _api = api;
        _stream = api.Events.Subscribe(new SubscribeRequest(), new CallOptions(deadline: DateTime.UtcNow.AddMinutes(3)));
    }

    /// <summary>Subscribes; on return nothing that is published is missed.</summary>
    public static async Task<EventLog> StartAsync(Api api)
    {
        EventLog log = new(api);
        Task<bool> next = log._stream.ResponseStream.MoveNext(CancellationToken.None);
        await Poll.UntilAsync("the subscription works", TimeSpan.FromSeconds(30), async () =>
        {
            await api.Events.PublishAsync(Sentinel(First), Api.In("sentinel"));
            return next.IsCompleted;
        });
        Assert.True(await next);
        return log;
    }

    /// <summary>All events of one namespace up to now, in their order.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(string @namespace)
    {
        await _api.Events.PublishAsync(Sentinel(Last), Api.In("sentinel"));
        List<string> events = [];
        while (await _stream.ResponseStream.MoveNext(CancellationToken.None))
        {
            Envelope envelope = _stream.ResponseStream.Current;
            if (envelope.Topic == $"/{Last}")
            {
                break;
            }

            if (envelope.Namespace == @namespace)
            {
                events.Add($"{envelope.Topic} {EventText.Of(envelope.Event)}");
            }
        }

        return events;
    }

    public void Dispose() => _stream.Dispose();

    private static PublishRequest Sentinel(string name) => new() { Topic = $"/{name}", Event = new() };
}
