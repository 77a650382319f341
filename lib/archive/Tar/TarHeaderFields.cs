
namespace PluginHost.Archive.Tar;

/// <summary>Fills a ustar header block. What does not fit is cut or left 0: then a PAX record has it.</summary>
/// <param name="block">512 bytes.</param>
internal readonly ref struct TarHeaderFields(Span<byte> block)
{
    private readonly Span<byte> _block = block;

    /// <summary>Whether a number fits a field of digits that ends in a NUL.</summary>
    public static bool Fits(long number, Range field)
    {
        int bits = ((field.End.Value - field.Start.Value) - 1) * 3;

        return number >= 0 && (bits >= 63 || number < 1L << bits);
    }

    /// <summary>An empty header, with the numbers that every header has.</summary>
    public void Clear()
    {
        _block.Clear();
        SetMode(0);
        SetOwner(0, 0);
        SetSize(0);
        SetModifyTime(0);
        "ustar\0"u8.CopyTo(_block[TarLayout.Magic]);
        "00"u8.CopyTo(_block[TarLayout.MagicAndVersion][6..]);
    }

    public void SetName(string name) => Text(TarLayout.Name, name);

    public void SetPrefix(string prefix) => Text(TarLayout.Prefix, prefix);

    public void SetLinkName(string name) => Text(TarLayout.LinkName, name);

    public void SetMode(long mode) => Octal(TarLayout.Mode, mode);

    public void SetOwner(long uid, long gid)
    {
        Octal(TarLayout.Uid, uid);
        Octal(TarLayout.Gid, gid);
    }

    public void SetSize(long size) => Octal(TarLayout.Size, size);

    public void SetModifyTime(long seconds) => Octal(TarLayout.ModifyTime, seconds);

    public void SetDevice(long major, long minor)
    {
        Octal(TarLayout.DeviceMajor, major);
        Octal(TarLayout.DeviceMinor, minor);
    }

    /// <summary>Sets the type and the checksum, which is six digits, a NUL and a blank.</summary>
    public void Seal(TarEntryType type)
    {
        _block[TarLayout.TypeFlag] = (byte)type;
        Span<byte> checksum = _block[TarLayout.Checksum];
        checksum.Fill((byte)' ');
        long sum = 0;
        foreach (byte b in _block)
        {
            sum += b;
        }

        WriteOctal(checksum[..7], sum);
    }

    // Only ASCII: the field is for readers that know no PAX. If the name was cut right behind a slash, the slashes go, for these readers
    // take such a name for a directory.
    private void Text(Range range, string text)
    {
        Span<byte> field = _block[range];
        field.Clear();
        int length = 0;
        bool cut = false;
        foreach (char c in text)
        {
            if (c is < '\u0080' and not '\0')
            {
                cut = length == field.Length;
                if (cut)
                {
                    break;
                }

                field[length++] = (byte)c;
            }
        }

        if (cut && field[^1] == '/')
        {
            int end = field[..^1].LastIndexOfAnyExcept((byte)'/') + 1;
            field[end] = 0;
        }
    }

    private void Octal(Range range, long number) => WriteOctal(_block[range], Fits(number, range) ? number : 0);

    private static void WriteOctal(Span<byte> field, long number)
    {
        for (int i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (number & 7));
            number >>= 3;
        }

        field[^1] = 0;
    }
}
