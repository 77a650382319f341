using PluginHost.Linux;

namespace PluginHost.Archive.Tar;

/// <summary>A header block taken apart, whatever dialect it is in, before PAX records change it.</summary>
internal readonly ref struct TarHeaderBlock
{
    private readonly ReadOnlySpan<byte> _block;
    private readonly TarDialect _dialect;

    private TarHeaderBlock(ReadOnlySpan<byte> block, TarDialect dialect)
    {
        _block = block;
        _dialect = dialect;
    }

    /// <summary>The type flag.</summary>
    public byte TypeFlag => _block[TarLayout.TypeFlag];

    /// <summary>The name, with the prefix before it where the dialect has one.</summary>
    public string Name
    {
        get
        {
            string name = Text(TarLayout.Name);
            string prefix = _dialect switch
            {
                TarDialect.Ustar => Text(TarLayout.Prefix),
                TarDialect.Star => Text(TarLayout.StarPrefix),
                _ => string.Empty,
            };

            return prefix.Length == 0 ? name : $"{prefix}/{name}";
        }
    }

    /// <summary>The name that a link points to.</summary>
    public string LinkName => Text(TarLayout.LinkName);

    public long Mode => Number(TarLayout.Mode, "mode");

    public long Uid => Number(TarLayout.Uid, "uid");

    public long Gid => Number(TarLayout.Gid, "gid");

    public long Size => Number(TarLayout.Size, "size");

    public TimeSpec ModifyTime => new(Number(TarLayout.ModifyTime, "mtime"), 0);

    public TimeSpec? AccessTime => _dialect switch
    {
        TarDialect.Gnu when _block[TarLayout.GnuAccessTime][0] != 0 => new TimeSpec(Number(TarLayout.GnuAccessTime, "atime"), 0),
        TarDialect.Star => new TimeSpec(Number(TarLayout.StarAccessTime, "atime"), 0),
        _ => null,
    };

    public long DeviceMajor => _dialect == TarDialect.V7 ? 0 : Number(TarLayout.DeviceMajor, "device major");

    public long DeviceMinor => _dialect == TarDialect.V7 ? 0 : Number(TarLayout.DeviceMinor, "device minor");

    /// <summary>Whether the block is the GNU dialect, the only one that has sparse maps.</summary>
    public bool IsGnu => _dialect == TarDialect.Gnu;

    /// <summary>Checks the checksum and finds the dialect.</summary>
    /// <exception cref="ArchiveException">The checksum is wrong.</exception>
    public static TarHeaderBlock Parse(ReadOnlySpan<byte> block)
    {
        if (!TarNumber.TryParseOctal(block[TarLayout.Checksum], out long stored))
        {
            throw ArchiveException.Malformed("invalid tar header: the checksum is no number");
        }

        // Old programs added up signed bytes.
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < block.Length; i++)
        {
            byte b = i is >= 148 and < 156 ? (byte)' ' : block[i];
            unsigned += b;
            signed += (sbyte)b;
        }

        if (stored != unsigned && stored != signed)
        {
            throw ArchiveException.Malformed("invalid tar header: the checksum is wrong");
        }

        return new TarHeaderBlock(block, DialectOf(block));
    }

    private static TarDialect DialectOf(ReadOnlySpan<byte> block)
    {
        if (block[TarLayout.MagicAndVersion].SequenceEqual("ustar  \0"u8))
        {
            return TarDialect.Gnu;
        }

        if (!block[TarLayout.Magic].SequenceEqual("ustar\0"u8))
        {
            return TarDialect.V7;
        }

        return block[TarLayout.StarTrailer].SequenceEqual("tar\0"u8) ? TarDialect.Star : TarDialect.Ustar;
    }

    private string Text(Range field)
    {
        ReadOnlySpan<byte> bytes = _block[field];
        int end = bytes.IndexOf((byte)0);

        return PathEncoding.GetString(end < 0 ? bytes : bytes[..end]);
    }

    private long Number(Range field, string what)
        => TarNumber.TryParse(_block[field], out long number)
            ? number
            : throw ArchiveException.Malformed($"invalid tar header: {what} of {Name} is no number");
}
