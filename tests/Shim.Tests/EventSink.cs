using System.Net.Sockets;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Proto.Events;
using PluginHost.Proto.Services.TtrpcEventsV1;
using PluginHost.Proto.Types;
using PluginHost.Rpc.Ttrpc;

namespace Shim.Tests;

/// <summary>The daemon's side of events: keeps them in the order of their coming.</summary>
public sealed class EventSink(string path) : Events.EventsBase, IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly List<Envelope> _envelopes = [];
    private TtrpcServer? _server;
    private CancellationTokenSource? _end;
    private Task _serving = Task.CompletedTask;

    public string Address { get; } = path;

    /// <summary>What has come so far.</summary>
    public IReadOnlyList<Envelope> Envelopes
    {
        get
        {
            lock (_envelopes)
            {
                return [.. _envelopes];
            }
        }
    }

    /// <summary>The topics in their order.</summary>
    public IReadOnlyList<string> Topics => [.. Envelopes.Select(envelope => envelope.Topic)];

    /// <summary>The exits in their order.</summary>
    public IReadOnlyList<TaskExit> Exits
        => [.. Envelopes.Where(envelope => envelope.Topic == "/tasks/exit").Select(envelope => TaskExit.Parser.ParseFrom(envelope.Event.Value))];

    public void Start()
    {
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Address));
        listener.Listen();
        _server = new TtrpcServer();
        _server.AddService(Events.BindService(this));
        _end = new CancellationTokenSource();
        _serving = _server.ServeAsync(listener, _end.Token);
    }

    /// <summary>As when the daemon is killed: nobody listens any more.</summary>
    public async Task StopAsync()
    {
        if (_server is not null && _end is not null)
        {
            await _end.CancelAsync();
            await _serving;
            await _server.DisposeAsync();
            _end.Dispose();
            _server = null;
            File.Delete(Address);
        }
    }

    /// <summary>Waits until a condition on the events holds.</summary>
    public Task UntilAsync(string what, Func<bool> condition)
        => Poll.UntilAsync(what, Limit, condition, () => string.Join('\n', Topics));

    public override Task<Empty> Forward(ForwardRequest request, ServerCallContext context)
    {
        lock (_envelopes)
        {
            _envelopes.Add(request.Envelope);
        }

        return Task.FromResult(new Empty());
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
