namespace PluginHost.Archive.Compression;

/// <summary>A stream, then bytes that follow it.</summary>
internal sealed class SuffixedStream(Stream first, ReadOnlyMemory<byte> suffix) : ReadOnlyStream
{
    private ReadOnlyMemory<byte> _suffix = suffix;

    /// <summary>True when the stream has come to its end, and what is read now is what follows it.</summary>
    public bool FirstEnded { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (!FirstEnded)
        {
            int read = first.Read(buffer);
            if (read > 0 || buffer.IsEmpty)
            {
                return read;
            }

            FirstEnded = true;
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
