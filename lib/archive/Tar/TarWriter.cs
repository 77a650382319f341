using System.Text;


namespace PluginHost.Archive.Tar;

/// <summary>
/// Writes a tar archive, byte for byte as Go's archive/tar does in its PAX format, which decides the diff ids of the layers that we make:
/// ustar headers without user names, long names split at a slash, and a PAX header before an entry only if something does not fit (names
/// that can't be split or are not ASCII, large numbers, attributes). Sparse files are written with their holes as zeros.
/// </summary>
/// <param name="stream">Written synchronously, and left open.</param>
public sealed class TarWriter(Stream stream)
{
    private readonly byte[] _block = new byte[TarLayout.BlockSize];
    private long _missing;
    private long _padding;
    private string _name = string.Empty;

    /// <summary>
    /// Begins an entry; of regular files the content follows with <see cref="Write"/>, exactly <see cref="TarEntry.Size"/> bytes. Times
    /// are written in whole seconds, and only that of the last change.
    /// </summary>
    /// <exception cref="InvalidOperationException">The content of the entry before is not complete.</exception>
    /// <exception cref="ArgumentException">The entry has a value for which there is no room, such as a negative id.</exception>
    public void WriteEntry(TarEntry entry)
    {
        FinishContent();
        PaxHeaderRecords records = PaxHeaderRecords.Of(entry);
        int split = records.HasOnlyPath ? UstarSplit(entry.Name) : -1;
        if (split >= 0)
        {
            WriteHeader(entry with { Name = entry.Name[(split + 1)..] }, entry.Name[..split]);
            BeginContent(entry);
            return;
        }

        if (!records.IsEmpty)
        {
            byte[] content = records.ToBytes();
            TarHeaderFields header = new(_block);
            header.Clear();
            header.SetName(records.HeaderName);
            header.SetSize(content.Length);
            header.Seal((TarEntryType)TarLayout.PaxHeader);
            stream.Write(_block);
            stream.Write(content);
            WriteZeros(TarLayout.PaddingOf(content.Length));
        }

        WriteHeader(entry, string.Empty);
        BeginContent(entry);
    }

    /// <summary>Writes content of the entry begun last.</summary>
    /// <exception cref="InvalidOperationException">It is more than the entry's size.</exception>
    public void Write(ReadOnlySpan<byte> content)
    {
        if (content.Length > _missing)
        {
            throw new InvalidOperationException($"the content of {_name} is longer than its header says");
        }

        stream.Write(content);
        _missing -= content.Length;
    }

    /// <summary>Ends the archive with two empty blocks.</summary>
    /// <exception cref="InvalidOperationException">The content of the last entry is not complete.</exception>
    public void Finish()
    {
        FinishContent();
        WriteZeros(2 * TarLayout.BlockSize);
    }

    // The slash between prefix and name, or -1 if the name needs none or there is none in the right place.
    private static int UstarSplit(string name)
    {
        const int nameLength = 100;
        const int prefixLength = 155;
        if (name.Length <= nameLength || !Ascii.IsValid(name))
        {
            return -1;
        }

        // The slash at the end of a directory's name is not one to split at.
        int end = Math.Min(name.EndsWith('/') ? name.Length - 2 : name.Length - 1, prefixLength);
        int slash = name.LastIndexOf('/', end);

        return slash > 0 && name.Length - slash - 1 is > 0 and <= nameLength ? slash : -1;
    }

    private void BeginContent(TarEntry entry)
    {
        _name = entry.Name;
        _missing = entry.Type == TarEntryType.Regular ? entry.Size : 0;
        _padding = TarLayout.PaddingOf(_missing);
    }

    private void FinishContent()
    {
        if (_missing > 0)
        {
            throw new InvalidOperationException($"the content of {_name} lacks {_missing} bytes");
        }

        WriteZeros(_padding);
        _padding = 0;
    }

    private void WriteHeader(TarEntry entry, string prefix)
    {
        TarHeaderFields header = new(_block);
        header.Clear();
        header.SetName(entry.Name);
        header.SetMode(entry.Mode);
        header.SetOwner(entry.Uid, entry.Gid);
        header.SetSize(entry.Type == TarEntryType.Regular ? entry.Size : 0);
        header.SetModifyTime(entry.ModifyTime.Seconds);
        header.SetLinkName(entry.LinkName);
        header.SetDevice(entry.DeviceMajor, entry.DeviceMinor);
        header.SetPrefix(prefix);
        header.Seal(entry.Type);
        stream.Write(_block);
    }

    private void WriteZeros(long count)
    {
        ReadOnlySpan<byte> zeros = stackalloc byte[TarLayout.BlockSize];
        while (count > 0)
        {
            int length = (int)Math.Min(count, zeros.Length);
            stream.Write(zeros[..length]);
            count -= length;
        }
    }
}
