using System.Buffers;
using System.IO.Pipelines;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>Cuts what a connection receives into frames.</summary>
internal sealed class TtrpcFrameReader(Stream stream, ITtrpcFrameHandler handler)
{
    private const int BufferSize = 16 * 1024;

    private readonly PipeReader _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));

    // Bytes of a too long frame that are still to be thrown away.
    private long _skip;

    /// <summary>Reads until the peer closes the connection between two frames.</summary>
    /// <exception cref="EndOfStreamException">It closed the connection inside a frame.</exception>
    /// <exception cref="IOException">The connection failed.</exception>
    /// <exception cref="ObjectDisposedException">This side closed the connection.</exception>
    public async Task RunAsync()
    {
        try
        {
            await ReadFramesAsync();
        }
        finally
        {
            await _pipe.CompleteAsync();
        }
    }

    private async Task ReadFramesAsync()
    {
        while (true)
        {
            ReadResult result = await _pipe.ReadAsync();
            ReadOnlySequence<byte> rest = await TakeFramesAsync(result.Buffer);
            if (result.IsCompleted)
            {
                if (rest.Length > 0 || _skip > 0)
                {
                    throw new EndOfStreamException("the peer closed the connection inside a frame");
                }

                return;
            }

            _pipe.AdvanceTo(rest.Start, rest.End);
        }
    }

    private async ValueTask<ReadOnlySequence<byte>> TakeFramesAsync(ReadOnlySequence<byte> buffer)
    {
        while (true)
        {
            long skipped = Math.Min(_skip, buffer.Length);
            _skip -= skipped;
            buffer = buffer.Slice(skipped);

            if (_skip > 0 || !TtrpcFrameHeader.TryRead(buffer, out TtrpcFrameHeader header))
            {
                return buffer;
            }

            if (header.Length > TtrpcFrameHeader.MaximumLength)
            {
                await handler.OnTooLongAsync(header);
                _skip = header.Length;
                buffer = buffer.Slice(TtrpcFrameHeader.Size);
                continue;
            }

            long end = TtrpcFrameHeader.Size + header.Length;
            if (buffer.Length < end)
            {
                return buffer;
            }

            await handler.OnFrameAsync(header, buffer.Slice(TtrpcFrameHeader.Size, header.Length));
            buffer = buffer.Slice(end);
        }
    }
}
