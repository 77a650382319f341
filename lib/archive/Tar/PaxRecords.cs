using System.Text;

namespace PluginHost.Archive.Tar;

/// <summary>
/// The records of a PAX extended header (pax(1)), each <c>LENGTH KEY=VALUE\n</c>, the length being that of the whole record. Of two
/// records with one key the later counts.
/// </summary>
internal sealed class PaxRecords
{
    public const string Path = "path";
    public const string LinkPath = "linkpath";
    public const string Size = "size";
    public const string Uid = "uid";
    public const string Gid = "gid";
    public const string ModifyTime = "mtime";
    public const string AccessTime = "atime";
    public const string XattrPrefix = "SCHILY.xattr.";
    public const string SparsePrefix = "GNU.sparse.";

    private const string SparseOffset = "GNU.sparse.offset";
    private const string SparseLength = "GNU.sparse.numbytes";
    private const int MaxLengthDigits = 9;

    private readonly OrderedDictionary<string, byte[]> _records = new(StringComparer.Ordinal);
    private readonly List<byte> _sparseMap = [];
    private int _sparseNumbers;

    /// <summary>The map of a GNU sparse file in version 0.0, which repeats two keys; as version 0.1 writes it. Empty if there is none.</summary>
    public ReadOnlyMemory<byte> RepeatedSparseMap => _sparseMap.ToArray();

    /// <summary>Reads the content of an extended header.</summary>
    /// <exception cref="ArchiveException">It is malformed.</exception>
    public static PaxRecords Parse(ReadOnlySpan<byte> content)
    {
        PaxRecords records = new();
        while (!content.IsEmpty)
        {
            int blank = content.IndexOf((byte)' ');
            if (blank is < 1 or > MaxLengthDigits
                || !TarNumber.TryParseDecimal(content[..blank], out long length)
                || length <= blank + 1
                || length > content.Length
                || content[(int)length - 1] != '\n')
            {
                throw ArchiveException.Malformed("a PAX record has a wrong length");
            }

            records.Add(content[(blank + 1)..((int)length - 1)]);
            content = content[(int)length..];
        }

        return records;
    }

    /// <summary>The value of a key, or null. An empty value deletes a record of a header before, so it counts as none.</summary>
    public byte[]? Find(string key) => _records.TryGetValue(key, out byte[]? value) && value.Length > 0 ? value : null;

    /// <summary>The extended attributes, in the order of their first records.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Xattrs()
        => [.. _records
            .Where(record => record.Key.StartsWith(XattrPrefix, StringComparison.Ordinal))
            .Select(record => KeyValuePair.Create(record.Key[XattrPrefix.Length..], record.Value))];

    private void Add(ReadOnlySpan<byte> record)
    {
        int equals = record.IndexOf((byte)'=');
        if (equals < 1)
        {
            throw ArchiveException.Malformed("a PAX record has no key");
        }

        string key = Encoding.UTF8.GetString(record[..equals]);
        ReadOnlySpan<byte> value = record[(equals + 1)..];
        if (key.Contains('\0', StringComparison.Ordinal) || (key is Path or LinkPath && value.Contains((byte)0)))
        {
            throw ArchiveException.Malformed("a PAX record has a NUL in a name");
        }

        if (key is SparseOffset or SparseLength)
        {
            AddSparse(key, value);
            return;
        }

        _records[key] = value.ToArray();
    }

    private void AddSparse(string key, ReadOnlySpan<byte> value)
    {
        bool offsetIsNext = _sparseNumbers++ % 2 == 0;
        if (offsetIsNext != (key == SparseOffset) || value.Contains((byte)','))
        {
            throw ArchiveException.Malformed("the records of a sparse file are out of order");
        }

        if (_sparseMap.Count > 0)
        {
            _sparseMap.Add((byte)',');
        }

        _sparseMap.AddRange(value);
    }
}
