using PluginHost.Linux;

namespace PluginHost.Archive.Tar;

/// <summary>
/// Reads a tar archive from a stream: ustar, PAX, GNU and star, with long names, sparse files and numbers in base 256. Global PAX headers
/// are given as entries and change nothing. Memory does not depend on the archive; a header of more than 1 MiB is refused.
/// </summary>
/// <param name="stream">Read synchronously, and left open.</param>
public sealed class TarReader(Stream stream) : IDisposable
{
    private const int MaxSpecialSize = 1 << 20;

    private readonly BlockInput _input = new(stream);

    // What is left of the content in the archive, and the padding behind it.
    private long _stored;
    private long _padding;
    private string _name = "an entry";

    /// <summary>Passes over what is left of an entry and reads the next.</summary>
    /// <returns>Null at the end of the archive: two empty blocks, or the end of the stream after an entry.</returns>
    /// <exception cref="ArchiveException">The archive is malformed or ends inside an entry.</exception>
    public TarEntry? Next(CancellationToken cancellationToken)
    {
        PaxRecords? pax = null;
        string? longName = null;
        string? longLink = null;
        while (true)
        {
            _input.Skip(_stored, _name, cancellationToken);
            SkipPadding(cancellationToken);
            _stored = 0;
            if (!TryReadHeader(out ReadOnlySpan<byte> block))
            {
                return pax is null && longName is null && longLink is null
                    ? null
                    : throw ArchiveException.Truncated("an extended header");
            }

            TarHeaderBlock header = TarHeaderBlock.Parse(block);
            switch (header.TypeFlag)
            {
                case TarLayout.PaxHeader:
                    pax = PaxRecords.Parse(ReadSpecial(header.Size));
                    break;
                case TarLayout.GnuLongName:
                    longName = Terminated(ReadSpecial(header.Size));
                    break;
                case TarLayout.GnuLongLink:
                    longLink = Terminated(ReadSpecial(header.Size));
                    break;
                default:
                    return Complete(block, header, pax, longName, longLink);
            }
        }
    }

    /// <summary>
    /// The next piece of the entry's content as it is stored (of a sparse file without the holes), valid until the next call on the
    /// reader; empty at its end.
    /// </summary>
    /// <exception cref="ArchiveException">The archive ends inside the content.</exception>
    public ReadOnlySpan<byte> ReadContent()
    {
        if (_stored == 0)
        {
            return [];
        }

        ReadOnlySpan<byte> piece = _input.Read(_stored, _name);
        _stored -= piece.Length;

        return piece;
    }

    /// <summary>As the other, with at most <paramref name="limit"/> bytes.</summary>
    /// <exception cref="ArchiveException">The archive ends inside the content.</exception>
    public ReadOnlySpan<byte> ReadContent(long limit)
    {
        if (_stored == 0 || limit <= 0)
        {
            return [];
        }

        ReadOnlySpan<byte> piece = _input.Read(Math.Min(_stored, limit), _name);
        _stored -= piece.Length;

        return piece;
    }

    /// <summary>Reads whatever follows the archive to the end of the stream, since digests cover it, and returns its bytes.</summary>
    public long Drain(CancellationToken cancellationToken) => _input.Drain(cancellationToken);

    /// <summary>Gives the buffer back; the stream stays open.</summary>
    public void Dispose() => _input.Dispose();

    private void SkipPadding(CancellationToken cancellationToken)
    {
        _input.Skip(_padding, _name, cancellationToken);
        _padding = 0;
    }

    // The archive ends with two blocks of zeros; one at the very end of the stream will do.
    private bool TryReadHeader(out ReadOnlySpan<byte> block)
    {
        if (!_input.TryReadBlock(out block))
        {
            return false;
        }

        if (block.ContainsAnyExcept((byte)0))
        {
            return true;
        }

        if (_input.TryReadBlock(out block) && block.ContainsAnyExcept((byte)0))
        {
            throw ArchiveException.Malformed("invalid tar header: an empty block inside the archive");
        }

        return false;
    }

    private byte[] ReadSpecial(long size)
    {
        if (size is < 0 or > MaxSpecialSize)
        {
            throw ArchiveException.Malformed($"an extended header of {size} bytes");
        }

        byte[] content = new byte[size];
        int length = 0;
        while (length < content.Length)
        {
            ReadOnlySpan<byte> piece = _input.Read(content.Length - length, "an extended header");
            piece.CopyTo(content.AsSpan(length));
            length += piece.Length;
        }

        _padding = TarLayout.PaddingOf(size);

        return content;
    }

    private static string Terminated(ReadOnlySpan<byte> content)
    {
        int end = content.IndexOf((byte)0);

        return PathEncoding.GetString(end < 0 ? content : content[..end]);
    }

    private TarEntry Complete(
        ReadOnlySpan<byte> block, TarHeaderBlock header, PaxRecords? pax, string? longName, string? longLink)
    {
        TarEntry entry = TarEntryAssembly.Assemble(header, pax, longName, longLink);
        _name = entry.Name.Length == 0 ? "an entry" : entry.Name;
        bool hasContent = !TarEntryAssembly.IsHeaderOnly(entry.Type);
        _stored = hasContent ? entry.Size : 0;
        _padding = TarLayout.PaddingOf(_stored);
        if (!hasContent)
        {
            return entry with { Size = 0 };
        }

        if (header.TypeFlag == TarLayout.GnuSparseFile)
        {
            return header.IsGnu ? GnuSparse(entry, block) : throw ArchiveException.Malformed($"the sparse file {_name} is in no GNU header");
        }

        return pax is null ? entry : PaxSparse(entry, pax);
    }

    private TarEntry GnuSparse(TarEntry entry, ReadOnlySpan<byte> block)
    {
        if (!TarNumber.TryParse(block[TarLayout.GnuRealSize], out long size) || size < 0)
        {
            throw ArchiveException.Malformed($"the size of the sparse file {_name} is no number");
        }

        List<SparseRange> ranges = SparseMap.ReadGnu(block, _input);
        SparseMap.Validate(ranges, _stored, size, _name);

        return entry with { Size = size, Sparse = ranges };
    }

    private TarEntry PaxSparse(TarEntry entry, PaxRecords pax)
    {
        PaxSparseRecords sparse = new(pax);
        if (!sparse.IsSparse)
        {
            return entry;
        }

        List<SparseRange> ranges = sparse.MapIsInContent ? SparseMap.ReadLines(_input, ref _stored) : SparseMap.ParseList(sparse.Map);
        long size = sparse.Size ?? throw ArchiveException.Malformed($"the sparse file {_name} has no size");
        SparseMap.Validate(ranges, _stored, size, _name);

        return entry with { Name = sparse.Name ?? entry.Name, Size = size, Sparse = ranges };
    }
}
