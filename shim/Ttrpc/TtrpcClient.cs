using PluginHost.Linux;
using PluginHost.Shim.Loop;
using PluginHost.Shim.Native;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Ttrpc;

/// <summary>A connection to a server; over after the first failure.</summary>
internal sealed class TtrpcClient : ITtrpcReceiver
{
    private readonly TtrpcStream _stream;
    private readonly Dictionary<uint, TaskCompletionSource> _calls = [];
    private uint _nextStream = 1;

    private TtrpcClient(EventLoop loop, SafeFileDescriptor socket) => _stream = new TtrpcStream(loop, socket, this);

    /// <summary>Whether it can't be used any more.</summary>
    public bool IsClosed => _stream.IsClosed;

    /// <summary>Connects to a unix address.</summary>
    /// <exception cref="LinuxException">Nobody listens there.</exception>
    public static TtrpcClient Connect(EventLoop loop, string address)
    {
        SafeFileDescriptor socket = Kernel.UnixSocket();
        int errno = Kernel.TryConnect(socket, UnixAddress.Parse(address));
        if (errno != 0)
        {
            socket.Dispose();
            throw new LinuxException(errno, "connect", address);
        }

        return new TtrpcClient(loop, socket);
    }

    /// <summary>Makes a call whose answer has no content.</summary>
    /// <exception cref="StatusException">The server refused.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public Task CallAsync(string service, string method, byte[] payload, int milliseconds)
    {
        TaskCompletionSource call = new(TaskCreationOptions.RunContinuationsAsynchronously);
        uint stream = _nextStream;
        _nextStream += 2;
        _calls.Add(stream, call);
        _stream.Send(stream, TtrpcFrame.Request, new TtrpcRequest(service, method, payload, milliseconds * 1_000_000L).ToArray());
        if (_stream.IsClosed && _calls.Remove(stream))
        {
            call.SetException(new IOException("ttrpc: closed"));
        }

        return call.Task;
    }

    /// <summary>Ends it; calls that wait fail.</summary>
    public void Close() => _stream.Close();

    /// <inheritdoc/>
    public void OnFrame(TtrpcFrame frame, ReadOnlySpan<byte> data)
    {
        if (frame.Type != TtrpcFrame.Response || !_calls.Remove(frame.Stream, out TaskCompletionSource? call))
        {
            return;
        }

        if (Failure(data) is { } failure)
        {
            call.SetException(failure);
        }
        else
        {
            call.SetResult();
        }
    }

    /// <inheritdoc/>
    public void OnOversize(TtrpcFrame frame)
    {
        if (_calls.Remove(frame.Stream, out TaskCompletionSource? call))
        {
            call.SetException(new IOException("ttrpc: the answer is too long"));
        }
    }

    /// <inheritdoc/>
    public void OnClosed()
    {
        TaskCompletionSource[] calls = [.. _calls.Values];
        _calls.Clear();
        foreach (TaskCompletionSource call in calls)
        {
            call.SetException(new IOException("ttrpc: closed"));
        }
    }

    // ttrpc.Response: status(1) with code(1) and message(2), payload(2).
    private static Exception? Failure(ReadOnlySpan<byte> response)
    {
        try
        {
            WireReader reader = new(response);
            while (reader.Next(out int field))
            {
                if (field == 1)
                {
                    return FailureOf(reader.Bytes());
                }

                reader.Skip();
            }

            return null;
        }
        catch (InvalidDataException exception)
        {
            return exception;
        }
    }

    private static StatusException? FailureOf(ReadOnlySpan<byte> status)
    {
        int code = 0;
        string text = string.Empty;
        WireReader reader = new(status);
        while (reader.Next(out int field))
        {
            switch (field)
            {
                case 1:
                    code = (int)reader.Number();
                    break;
                case 2:
                    text = reader.Text();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return code == 0 ? null : new StatusException(code, text);
    }
}
