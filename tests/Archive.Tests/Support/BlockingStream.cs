using PluginHost.Archive.Compression;

namespace Archive.Tests.Support;

/// <summary>Gives what it has, then waits until it is released, then ends.</summary>
public sealed class BlockingStream(byte[] start) : ReadOnlyStream
{
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _released = new();
    private int _position;

    public Task Waiting => _waiting.Task;

    public void Release() => _released.Set();

    public override int Read(Span<byte> buffer)
    {
        int length = Math.Min(buffer.Length, start.Length - _position);
        if (length == 0)
        {
            _waiting.TrySetResult();
            _released.Wait();
        }

        start.AsSpan(_position, length).CopyTo(buffer);
        _position += length;

        return length;
    }

    protected override void Dispose(bool disposing)
    {
        _released.Set();
        _released.Dispose();
        base.Dispose(disposing);
    }
}
