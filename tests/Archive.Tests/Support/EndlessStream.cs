using PluginHost.Archive.Compression;

namespace Archive.Tests.Support;

/// <summary>Never ends, and tells how often it was read.</summary>
public sealed class EndlessStream : ReadOnlyStream
{
    public int Reads { get; private set; }

    public bool IsClosed { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        Reads++;
        buffer.Fill((byte)'x');

        return buffer.Length;
    }

    protected override void Dispose(bool disposing)
    {
        IsClosed = true;
        base.Dispose(disposing);
    }
}
