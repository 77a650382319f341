namespace PluginHost.Archive.Compression;

/// <summary>A stream, then bytes that follow it.</summary>
internal sealed class SuffixedStream(Stream first, ReadOnlyMemory<byte> suffix) : ReadOnlyStream
{
    private ReadOnlyMemory<byte> _suffix = suffix;
    private bool _firstEnded;

    public override int Read(Span<byte> buffer)
    {
        if (!_firstEnded)
        {
            int read = first.Read(buffer);
            if (read > 0 || buffer.IsEmpty)
            {
                return read;
            }

            _firstEnded = true;
        }

        int length = Math.Min(buffer.Length, _suffix.Length);
        _suffix.Span[..length].CopyTo(buffer);
        _suffix = _suffix[length..];

        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            first.Dispose();
        }

        base.Dispose(disposing);
    }
}
