using PluginHost.Shim.Loop;
using PluginHost.Shim.Ttrpc;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Events;

/// <summary>
/// Sends events to the daemon one by one, so that they arrive in their order. While the daemon is away they are kept, the oldest of too
/// many being given up; one that the daemon refuses is given up, too.
/// </summary>
internal sealed class EventPublisher(EventLoop loop, TimeProvider clock, string address, string @namespace, ShimLog log)
{
    private const string Service = "containerd.services.events.ttrpc.v1.Events";
    private const int CallMilliseconds = 5_000;
    private const int FirstPauseMilliseconds = 50;
    private const int LongestPauseMilliseconds = 2_000;

    // What a daemon that is away for a while may miss of a busy pod; the daemon asks for states when it comes back.
    private const int MostKept = 4096;

    private readonly Queue<(ShimEvent Event, byte[] Request)> _queue = new();
    private TtrpcClient? _client;
    private Task _sending = Task.CompletedTask;

    /// <summary>Events that wait.</summary>
    public int Count => _queue.Count;

    /// <summary>Takes an event; it is sent as soon as possible.</summary>
    public void Publish(ShimEvent shimEvent)
    {
        if (address.Length == 0)
        {
            return;
        }

        if (_queue.Count == MostKept)
        {
            log.Error($"event {_queue.Dequeue().Event.Topic} is given up: the daemon took none of {MostKept} events");
        }

        _queue.Enqueue((shimEvent, shimEvent.ToForwardRequest(@namespace, Timestamp.Now(clock))));
        if (_sending.IsCompleted)
        {
            _sending = SendAllAsync();
            loop.Own(_sending);
        }
    }

    /// <summary>Waits until all are sent, for a limited time.</summary>
    public Task FlushAsync(int milliseconds) => loop.WithinAsync(_sending, milliseconds);

    private async Task SendAllAsync()
    {
        int pause = FirstPauseMilliseconds;
        while (_queue.TryPeek(out (ShimEvent Event, byte[] Request) next))
        {
            bool freshConnection = _client is null or { IsClosed: true };
            if (await TrySendAsync(next.Event, next.Request))
            {
                // The oldest may have been given up meanwhile.
                if (_queue.TryPeek(out (ShimEvent Event, byte[] Request) first) && ReferenceEquals(first.Request, next.Request))
                {
                    _queue.Dequeue();
                }

                pause = FirstPauseMilliseconds;
            }
            else if (freshConnection)
            {
                // An old connection may just have missed a restart of the daemon; a new one that fails needs time.
                await loop.DelayAsync(pause);
                pause = Math.Min(pause * 2, LongestPauseMilliseconds);
            }
        }
    }

    // Whether the event is done with.
    private async Task<bool> TrySendAsync(ShimEvent shimEvent, byte[] request)
    {
        try
        {
            if (_client is null or { IsClosed: true })
            {
                _client = TtrpcClient.Connect(loop, address);
            }

            Task call = _client.CallAsync(Service, "Forward", request, CallMilliseconds);
            if (!await loop.WithinAsync(call, CallMilliseconds))
            {
                _client.Close();
            }

            await call;

            return true;
        }
        catch (StatusException exception)
        {
            log.Error($"event {shimEvent.Topic} is refused: {exception.Message}");

            return true;
        }
        catch (IOException exception)
        {
            log.Debug($"event {shimEvent.Topic} waits: {exception.Message}");

            return false;
        }
    }
}
