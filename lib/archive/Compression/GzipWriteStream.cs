using System.IO.Compression;

namespace PluginHost.Archive.Compression;

/// <summary>Compresses to one gzip member, also of nothing, for which the framework's stream alone writes no member at all.</summary>
internal sealed class GzipWriteStream(Stream target, bool leaveOpen) : WriteOnlyStream
{
    // RFC 1952: header without name and time, an empty final block, checksum 0, length 0.
    private static readonly byte[] Empty = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly GZipStream _gzip = new(target, CompressionLevel.Optimal, leaveOpen: true);
    private bool _isEmpty = true;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _isEmpty &= buffer.IsEmpty;
        _gzip.Write(buffer);
    }

    public override void Flush() => _gzip.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
            if (_isEmpty)
            {
                _isEmpty = false;
                target.Write(Empty);
            }

            if (!leaveOpen)
            {
                target.Dispose();
            }
        }

        base.Dispose(disposing);
    }
}
