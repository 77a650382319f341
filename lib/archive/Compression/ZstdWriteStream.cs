using System.Buffers;
using PluginHost.Linux.Zstd;

namespace PluginHost.Archive.Compression;

/// <summary>Compresses to one zstd frame with a checksum; disposing ends it.</summary>
internal sealed class ZstdWriteStream(Stream target, int level, bool leaveOpen) : WriteOnlyStream
{
    private const int BufferSize = 256 * 1024;

    private readonly ZstdEncoder _encoder = new(level);
    private byte[] _output = ArrayPool<byte>.Shared.Rent(BufferSize);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            _ = _encoder.Encode(buffer, _output, ZstdEnd.Continue, out int consumed, out int written);
            target.Write(_output.AsSpan(0, written));
            buffer = buffer[consumed..];
        }
    }

    public override void Flush()
    {
        Complete(ZstdEnd.Flush);
        target.Flush();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _output.Length > 0)
        {
            try
            {
                Complete(ZstdEnd.End);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(_output);
                _output = [];
                _encoder.Dispose();
                if (!leaveOpen)
                {
                    target.Dispose();
                }
            }
        }

        base.Dispose(disposing);
    }

    private void Complete(ZstdEnd end)
    {
        bool complete;
        do
        {
            complete = _encoder.Encode([], _output, end, out _, out int written);
            target.Write(_output.AsSpan(0, written));
        }
        while (!complete);
    }
}
