using PluginHost.Archive.Compression;

namespace Archive.Tests.Support;

/// <summary>The same bytes many times, then others once: an archive that would not fit into memory.</summary>
/// <param name="repeated">The bytes.</param>
/// <param name="times">How often they come.</param>
/// <param name="end">What follows them.</param>
public sealed class RepeatingStream(byte[] repeated, long times, byte[] end) : ReadOnlyStream
{
    private readonly long _length = (repeated.Length * times) + end.Length;
    private long _position;

    /// <summary>Called once, after all was read but the end.</summary>
    public Action? BeforeEnd { get; init; }

    /// <summary>How many bytes were read.</summary>
    public long Position64 => _position;

    public override int Read(Span<byte> buffer)
    {
        long endStart = _length - end.Length;
        if (_position == _length || buffer.IsEmpty)
        {
            return 0;
        }

        if (_position == endStart)
        {
            BeforeEnd?.Invoke();
        }

        ReadOnlySpan<byte> source = _position < endStart
            ? repeated.AsSpan((int)(_position % repeated.Length))
            : end.AsSpan((int)(_position - endStart));
        int length = Math.Min(source.Length, buffer.Length);
        source[..length].CopyTo(buffer);
        _position += length;

        return length;
    }
}
