using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using PluginHost;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Plugins.EventExchange;
using PluginHost.Proto.Events;
using Xunit;

namespace Events.Tests;

public sealed class ExchangeTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly Exchange _exchange = new(TimeProvider.System, NullLogger.Instance);
    private readonly CancellationTokenSource _end = new(Limit);

    private CancellationToken Token => _end.Token;

    [Fact]
    public async Task An_event_reaches_every_subscriber_with_its_message()
    {
        IAsyncEnumerable<EventEnvelope> first = _exchange.Subscribe([], Token);
        IAsyncEnumerable<EventEnvelope> second = _exchange.Subscribe([], Token);

        await _exchange.PublishAsync("ns", new ImageCreated("demo", new Dictionary<string, string> { ["a"] = "b" }), Token);

        foreach (IAsyncEnumerable<EventEnvelope> events in (IAsyncEnumerable<EventEnvelope>[])[first, second])
        {
            EventEnvelope envelope = await FirstAsync(events);
            Assert.Equal(("ns", "/images/create"), (envelope.Namespace, envelope.Topic));
            Assert.Equal("containerd.services.images.v1.ImageCreate", envelope.Event!.TypeUrl);
            ImageCreate message = ImageCreate.Parser.ParseFrom(envelope.Event.Value.Span);
            Assert.Equal(("demo", "b"), (message.Name, message.Labels["a"]));
            Assert.False(envelope.Timestamp.IsZero);
        }
    }

    [Fact]
    public async Task A_subscriber_sees_events_in_the_order_of_their_publication()
    {
        IAsyncEnumerable<EventEnvelope> events = _exchange.Subscribe([], Token);
        for (int i = 0; i < 1000; i++)
        {
            await _exchange.PublishAsync("ns", new ContainerDeleted($"c{i}"), Token);
        }

        int next = 0;
        await foreach (EventEnvelope envelope in events)
        {
            Assert.Equal($"c{next++}", ContainerDelete.Parser.ParseFrom(envelope.Event!.Value.Span).Id);
            if (next == 1000)
            {
                break;
            }
        }
    }

    [Theory]
    [InlineData("topic==\"/tasks/exit\"", true)]
    [InlineData("topic~=\"^/tasks/\"", true)]
    [InlineData("namespace==ns", true)]
    [InlineData("namespace==other", false)]
    [InlineData("event.container_id==c1", true)]
    [InlineData("event.container_id==c2", false)]
    [InlineData("event.pid==7", false)]
    [InlineData("topic==\"/images/create\"", false)]
    public async Task Filters_choose_events(string filter, bool matches)
    {
        IAsyncEnumerable<EventEnvelope> chosen = _exchange.Subscribe([filter, "topic==\"/end\""], Token);

        await _exchange.PublishAsync("ns", new TaskExited("c1", "c1", 7, 0, default), Token);
        await _exchange.PublishAsync(new RequestScope("ns"), "/end", null, Token);

        Assert.Equal(matches ? "/tasks/exit" : "/end", (await FirstAsync(chosen)).Topic);
    }

    [Theory]
    [InlineData("", "envelope topic \"\": must not be empty: invalid argument")]
    [InlineData("tasks", "envelope topic \"tasks\": must start with '/': invalid argument")]
    [InlineData("/", "envelope topic \"/\": must have at least one component: invalid argument")]
    [InlineData("/a//b", "envelope topic \"/a//b\": failed validation on component \"\": identifier must not be empty: invalid argument")]
    public async Task A_bad_topic_is_refused_in_containerds_words(string topic, string message)
    {
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(
            () => _exchange.PublishAsync(new RequestScope("ns"), topic, null, Token));

        Assert.Equal((ErrorKind.InvalidArgument, message), (refusal.Kind, refusal.Message));
    }

    [Fact]
    public async Task A_forwarded_event_needs_a_namespace_and_a_time()
    {
        Timestamp now = Timestamp.Now(TimeProvider.System);

        DaemonException space = await Assert.ThrowsAsync<DaemonException>(
            () => _exchange.ForwardAsync(new EventEnvelope(now, "in valid", "/a", null), Token));
        DaemonException time = await Assert.ThrowsAsync<DaemonException>(
            () => _exchange.ForwardAsync(new EventEnvelope(Timestamp.Zero, "ns", "/a", null), Token));

        Assert.StartsWith("event envelope has invalid namespace: ", space.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorKind.InvalidArgument, time.Kind);
    }

    [Fact]
    public void A_bad_filter_is_refused_at_once()
    {
        DaemonException refusal = Assert.Throws<DaemonException>(() => _exchange.Subscribe(["topic=="], Token));

        Assert.Equal(ErrorKind.Unknown, refusal.Kind);
        Assert.StartsWith("subscription error: failed parsing subscription filters: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscriber_that_does_not_read_loses_its_subscription_and_delays_nobody()
    {
        IAsyncEnumerable<EventEnvelope> stuck = _exchange.Subscribe([], Token);
        IAsyncEnumerable<EventEnvelope> reading = _exchange.Subscribe(["topic==\"/last\""], Token);

        for (int i = 0; i < Subscription.Capacity + 1; i++)
        {
            await _exchange.PublishAsync(new RequestScope("ns"), "/many", null, Token);
        }

        await _exchange.PublishAsync(new RequestScope("ns"), "/last", null, Token);

        Assert.Equal("/last", (await FirstAsync(reading)).Topic);
        int seen = 0;
        DaemonException end = await Assert.ThrowsAsync<DaemonException>(async () =>
        {
            await foreach (EventEnvelope _ in stuck)
            {
                seen++;
            }
        });
        Assert.Equal((ErrorKind.ResourceExhausted, Subscription.Capacity), (end.Kind, seen));
    }

    [Fact]
    public async Task The_token_ends_a_subscription_that_nobody_ever_read()
    {
        using CancellationTokenSource mine = new();
        _exchange.Subscribe([], mine.Token);
        Assert.Equal(1, _exchange.SubscriberCount);

        await mine.CancelAsync();

        Assert.Equal(0, _exchange.SubscriberCount);
    }

    [Fact]
    public async Task An_event_of_an_unknown_type_passes_untouched()
    {
        IAsyncEnumerable<EventEnvelope> events = _exchange.Subscribe([], Token);
        byte[] bytes = Encoding.UTF8.GetBytes("anything");

        await _exchange.PublishAsync(new RequestScope("ns"), "/custom", new AnyValue("acme.Event", bytes), Token);

        EventEnvelope envelope = await FirstAsync(events);
        Assert.Equal("acme.Event", envelope.Event!.TypeUrl);
        Assert.Equal(bytes, envelope.Event.Value.ToArray());
    }

    [Fact]
    public async Task A_broken_event_matches_no_field_and_harms_nobody()
    {
        IAsyncEnumerable<EventEnvelope> events = _exchange.Subscribe(["event.container_id==c1", "topic==\"/after\""], Token);

        await _exchange.PublishAsync(new RequestScope("ns"), "/tasks/exit", new AnyValue("containerd.events.TaskExit", new byte[] { 0xFF }), Token);
        await _exchange.PublishAsync(new RequestScope("ns"), "/after", null, Token);

        Assert.Equal("/after", (await FirstAsync(events)).Topic);
    }

    [Fact]
    public void Every_event_of_the_daemon_has_a_message()
    {
        foreach (Type type in typeof(DaemonEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(DaemonEvent))))
        {
            object?[] arguments = [.. type.GetConstructors()[0].GetParameters().Select(Sample)];
            DaemonEvent sample = (DaemonEvent)type.GetConstructors()[0].Invoke(arguments);

            Assert.Contains(".", EventMessages.Pack(sample).TypeUrl, StringComparison.Ordinal);
        }
    }

    public void Dispose()
    {
        _end.Dispose();
        _exchange.Dispose();
    }

    private static object? Sample(System.Reflection.ParameterInfo parameter) => parameter.ParameterType switch
    {
        Type type when type == typeof(string) => "x",
        Type type when type == typeof(IReadOnlyDictionary<string, string>) => new Dictionary<string, string>(),
        Type type when type.IsValueType => Activator.CreateInstance(type),
        _ => null,
    };

    private static async Task<EventEnvelope> FirstAsync(IAsyncEnumerable<EventEnvelope> events)
    {
        await foreach (EventEnvelope envelope in events)
        {
            return envelope;
        }

        throw new InvalidOperationException("the subscription ended without an event");
    }
}
