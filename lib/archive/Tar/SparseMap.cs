namespace PluginHost.Archive.Tar;

/// <summary>Reads the four ways in which GNU tar writes down where a sparse file has content (its manual, "Storing Sparse Files").</summary>
internal static class SparseMap
{
    // 16 MiB of ranges; a map beyond that is an attack on memory.
    private const int MaxRanges = 1 << 20;

    /// <summary>The map in an old GNU header and the extension blocks behind it.</summary>
    /// <exception cref="ArchiveException">It is malformed or too long.</exception>
    public static List<SparseRange> ReadGnu(ReadOnlySpan<byte> header, BlockInput input)
    {
        List<SparseRange> ranges = [];
        bool extended = header[TarLayout.GnuSparseExtended] != 0;
        AddGnu(ranges, header[TarLayout.GnuSparse..], TarLayout.GnuSparseCount);
        while (extended)
        {
            if (!input.TryReadBlock(out ReadOnlySpan<byte> block))
            {
                throw ArchiveException.Truncated("the map of a sparse file");
            }

            extended = block[TarLayout.GnuExtensionExtended] != 0;
            AddGnu(ranges, block, TarLayout.GnuExtensionCount);
        }

        return ranges;
    }

    /// <summary>The map of PAX version 0.1 (and 0.0, whose records were joined): numbers with commas, offset and length by turns.</summary>
    /// <exception cref="ArchiveException">It is malformed or too long.</exception>
    public static List<SparseRange> ParseList(ReadOnlySpan<byte> text)
    {
        List<SparseRange> ranges = [];
        while (!text.IsEmpty)
        {
            Add(ranges, Decimal(NextWord(ref text, (byte)',')), Decimal(NextWord(ref text, (byte)',')));
        }

        return ranges;
    }

    /// <summary>The map of PAX version 1.0 at the begin of the content: lines with the number of ranges, then offset and length by turns.</summary>
    /// <param name="input">At the begin of the content.</param>
    /// <param name="stored">The size of the content; what the map took is taken off, with its padding.</param>
    /// <exception cref="ArchiveException">It is malformed or too long.</exception>
    public static List<SparseRange> ReadLines(BlockInput input, ref long stored)
    {
        List<SparseRange> ranges = [];
        SparseLineReader lines = new(input, stored);
        long count = lines.Next();
        if (count is < 0 or > MaxRanges)
        {
            throw ArchiveException.Malformed($"a sparse file with {count} ranges");
        }

        for (long i = 0; i < count; i++)
        {
            Add(ranges, lines.Next(), lines.Next());
        }

        stored = lines.Remaining;

        return ranges;
    }

    /// <summary>Checks that a map fits the stored and the real size of its file.</summary>
    /// <exception cref="ArchiveException">It does not.</exception>
    public static void Validate(List<SparseRange> ranges, long stored, long size, string name)
    {
        long end = 0;
        long total = 0;
        foreach (SparseRange range in ranges)
        {
            if (range.Offset < end || range.Length < 0 || range.Length > size - range.Offset)
            {
                throw ArchiveException.Malformed($"the map of the sparse file {name} is not in order");
            }

            end = range.Offset + range.Length;
            total += range.Length;
        }

        if (total != stored)
        {
            throw ArchiveException.Malformed($"the map of the sparse file {name} does not fit its content");
        }
    }

    private static void AddGnu(List<SparseRange> ranges, ReadOnlySpan<byte> entries, int count)
    {
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = entries.Slice(i * TarLayout.GnuSparseEntrySize, TarLayout.GnuSparseEntrySize);
            if (entry[0] == 0)
            {
                return;
            }

            if (!TarNumber.TryParse(entry[..12], out long offset) || !TarNumber.TryParse(entry[12..], out long length))
            {
                throw ArchiveException.Malformed("the map of a sparse file has no numbers");
            }

            Add(ranges, offset, length);
        }
    }

    private static void Add(List<SparseRange> ranges, long offset, long length)
    {
        if (ranges.Count == MaxRanges)
        {
            throw ArchiveException.Malformed($"a sparse file with more than {MaxRanges} ranges");
        }

        ranges.Add(new SparseRange(offset, length));
    }

    private static ReadOnlySpan<byte> NextWord(ref ReadOnlySpan<byte> text, byte separator)
    {
        int end = text.IndexOf(separator);
        ReadOnlySpan<byte> word = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..];

        return word;
    }

    private static long Decimal(ReadOnlySpan<byte> word)
        => TarNumber.TryParseDecimal(word, out long number)
            ? number
            : throw ArchiveException.Malformed("the map of a sparse file has no numbers");
}
