using System.Threading.Channels;
using Grpc.Core;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>
/// The received messages of one stream. TTRPC has no flow control: when the queue is full the connection reads no further frame
/// until this stream's reader takes one, which is how a fast peer is slowed down.
/// </summary>
internal sealed class TtrpcMessageQueue<T> : IAsyncStreamReader<T>
    where T : class
{
    // Upstream holds 5; a few more keep a short pause of one reader from stopping the other calls of the connection.
    private const int Capacity = 16;

    private readonly Channel<T> _messages = Channel.CreateBounded<T>(new BoundedChannelOptions(Capacity)
    {
        SingleReader = true,
        SingleWriter = true,
    });

    private T? _current;

    public T Current => _current ?? throw new InvalidOperationException("There is no current message: MoveNext has not returned true.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        _current = null;
        while (await _messages.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_messages.Reader.TryRead(out T? message))
            {
                _current = message;
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds a message if there is room.</summary>
    public bool TryAdd(T message) => _messages.Writer.TryWrite(message);

    /// <summary>Adds a message; waits while the queue is full. A message for a stream that has ended is dropped.</summary>
    public async ValueTask AddAsync(T message)
    {
        try
        {
            await _messages.Writer.WriteAsync(message);
        }
        catch (ChannelClosedException)
        {
            // The call ended while its last messages were on their way; nobody reads them.
        }
    }

    /// <summary>Ends the stream after the messages that are in it: in order, or with what the reader is to see.</summary>
    public void Complete(Exception? error = null)
    {
        _messages.Writer.TryComplete(error);
    }
}
