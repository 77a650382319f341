using System.IO.Compression;
using System.Security.Cryptography;

namespace PluginHost.Archive.Compression;

/// <summary>
/// Decompresses gzip members one after the other (RFC 1952) and, unlike the framework's stream alone, refuses a stream that ends inside
/// a member or goes on with something else.
/// </summary>
/// <remarks>
/// The framework takes the end of its source for the end of the data wherever that is. So the source gets one more member with a random
/// mark as content: only if all before it was complete, the mark comes out at the end. The last bytes are held back until then.
/// </remarks>
internal sealed class GzipReadStream : ReadOnlyStream
{
    private const int MarkLength = 16;
    private const int SmallBuffer = 4096;

    private readonly byte[] _mark = RandomNumberGenerator.GetBytes(MarkLength);
    private readonly byte[] _held = new byte[MarkLength];
    private readonly SuffixedStream _source;
    private readonly GZipStream _gzip;
    private int _heldLength;
    private ReadOnlyMemory<byte> _ready;
    private bool _ended;

    public GzipReadStream(Stream source)
    {
        _source = new SuffixedStream(source, MemberOf(_mark));
        _gzip = new GZipStream(_source, CompressionMode.Decompress);
    }

    /// <exception cref="ArchiveException">The bytes are no gzip, a checksum is wrong, or the stream ends inside a member.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (_ready.IsEmpty && buffer.Length > SmallBuffer)
        {
            return ReadChecked(buffer);
        }

        if (_ready.IsEmpty)
        {
            byte[] small = new byte[SmallBuffer];
            _ready = small.AsMemory(0, ReadChecked(small));
        }

        int length = Math.Min(buffer.Length, _ready.Length);
        _ready.Span[..length].CopyTo(buffer);
        _ready = _ready[length..];

        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] MemberOf(byte[] content)
    {
        using MemoryStream member = new();
        using (GZipStream gzip = new(member, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return member.ToArray();
    }

    // The buffer is longer than the mark. The bytes held back come first, then new ones, of which the last are held back in turn.
    private int ReadChecked(Span<byte> buffer)
    {
        while (!_ended)
        {
            _held.AsSpan(0, _heldLength).CopyTo(buffer);
            int total = _heldLength + ReadGzip(buffer[_heldLength..]);
            if (total == _heldLength)
            {
                _ended = true;
                if (!_held.AsSpan(0, _heldLength).SequenceEqual(_mark))
                {
                    throw new ArchiveException(
                        ArchiveError.Truncated, "invalid gzip stream: unexpected EOF, or something else follows it");
                }

                return 0;
            }

            _heldLength = Math.Min(total, MarkLength);
            buffer[(total - _heldLength)..total].CopyTo(_held);
            if (total > _heldLength)
            {
                return total - _heldLength;
            }
        }

        return 0;
    }

    private int ReadGzip(Span<byte> buffer)
    {
        try
        {
            return _gzip.Read(buffer);
        }
        catch (InvalidDataException exception)
        {
            _ended = true;

            // Damage shows where it is; a member that is cut off shows only when the mark is read as if it were more of it.
            throw _source.FirstEnded
                ? new ArchiveException(ArchiveError.Truncated, "invalid gzip stream: unexpected EOF", exception)
                : new ArchiveException(ArchiveError.Malformed, "invalid gzip stream: it is damaged", exception);
        }
    }
}
