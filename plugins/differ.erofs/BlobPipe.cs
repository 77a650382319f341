using System.IO.Pipelines;
using PluginHost.Content;

namespace PluginHost.Plugins.ErofsDiffer;

/// <summary>A blob as a stream, read ahead of who reads the stream, with bounded memory.</summary>
internal sealed class BlobPipe : IAsyncDisposable
{
    private const int BlockSize = 256 * 1024;
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 4 * BlockSize, resumeWriterThreshold: 2 * BlockSize));
    private readonly CancellationTokenSource _ended;
    private readonly Task _pump;

    public BlobPipe(IBlobReader blob, CancellationToken cancellationToken)
    {
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Stream = _pipe.Reader.AsStream();
        _pump = Task.Run(() => PumpAsync(blob, _ended.Token), CancellationToken.None);
    }

    /// <summary>The bytes; an error of the blob comes in its place.</summary>
    public Stream Stream { get; }

    /// <summary>When this returns, nothing reads the blob any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _pump;
        await Stream.DisposeAsync();
        _ended.Dispose();
    }

    private async Task PumpAsync(IBlobReader blob, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            long offset = 0;
            int length;
            while ((length = await blob.ReadAsync(_pipe.Writer.GetMemory(BlockSize), offset, cancellationToken)) > 0)
            {
                offset += length;
                _pipe.Writer.Advance(length);
                if ((await _pipe.Writer.FlushAsync(cancellationToken)).IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception error)
        {
            // Not lost: it is thrown to the reader in its place.
            failure = error;
        }

        await _pipe.Writer.CompleteAsync(failure);
    }
}
