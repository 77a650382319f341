namespace PluginHost.Archive.Compression;

/// <summary>Passes everything on, so that a plain target is handled as a compressed one.</summary>
internal sealed class PlainWriteStream(Stream target, bool leaveOpen) : WriteOnlyStream
{
    public override void Write(ReadOnlySpan<byte> buffer) => target.Write(buffer);

    public override void Flush() => target.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !leaveOpen)
        {
            target.Dispose();
        }

        base.Dispose(disposing);
    }
}
