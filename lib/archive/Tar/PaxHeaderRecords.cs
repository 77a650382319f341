using System.Globalization;
using System.Text;
using PluginHost.Linux;

namespace PluginHost.Archive.Tar;

/// <summary>The PAX records that an entry needs, in the order of their keys.</summary>
internal sealed class PaxHeaderRecords
{
    private const int NameLimit = 100;

    private readonly SortedDictionary<string, byte[]> _records = new(StringComparer.Ordinal);

    private PaxHeaderRecords(string headerName) => HeaderName = headerName;

    /// <summary>The name under which the extended header itself stands: <c>dir/PaxHeaders.0/file</c>, its ASCII part, at most 100 bytes.</summary>
    public string HeaderName { get; }

    /// <summary>Whether the entry needs no extended header.</summary>
    public bool IsEmpty => _records.Count == 0;

    /// <summary>Whether only the name does not fit.</summary>
    public bool HasOnlyPath => _records.Count == 1 && _records.ContainsKey(PaxRecords.Path);

    /// <summary>Collects what does not fit the ustar header.</summary>
    /// <exception cref="ArgumentException">A value fits neither: a negative id, a device number of more than 21 bits, a name with NUL.</exception>
    public static PaxHeaderRecords Of(TarEntry entry)
    {
        PaxHeaderRecords records = new(NameOfHeader(entry.Name));
        records.Text(PaxRecords.Path, entry.Name);
        records.Text(PaxRecords.LinkPath, entry.LinkName);
        records.Id(PaxRecords.Uid, entry.Uid, TarLayout.Uid, entry.Name);
        records.Id(PaxRecords.Gid, entry.Gid, TarLayout.Gid, entry.Name);
        records.Number(PaxRecords.Size, entry.Size, TarLayout.Size);
        records.Number(PaxRecords.ModifyTime, entry.ModifyTime.Seconds, TarLayout.ModifyTime);
        Device(entry.DeviceMajor, entry.Name);
        Device(entry.DeviceMinor, entry.Name);
        foreach ((string name, byte[] value) in entry.Xattrs)
        {
            records._records[PaxRecords.XattrPrefix + name] = value;
        }

        return records;
    }

    /// <summary>The content of the extended header.</summary>
    public byte[] ToBytes()
    {
        using MemoryStream content = new();
        foreach ((string key, byte[] value) in _records)
        {
            byte[] keyBytes = Encoding.UTF8.GetBytes(key);

            // " key=value\n" and the digits of the length, which count themselves.
            int rest = keyBytes.Length + value.Length + 3;
            int length = rest + Digits(rest);
            length = rest + Digits(length);
            content.Write(Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)));
            content.WriteByte((byte)' ');
            content.Write(keyBytes);
            content.WriteByte((byte)'=');
            content.Write(value);
            content.WriteByte((byte)'\n');
        }

        return content.ToArray();
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;

    private static string NameOfHeader(string name)
    {
        int file = name.LastIndexOf('/') + 1;
        string path = TarPath.Clean($"{name[..file]}PaxHeaders.0/{name[file..]}");
        string ascii = string.Concat(path.Where(char.IsAscii));

        return (ascii.Length > NameLimit ? ascii[..NameLimit] : ascii).TrimEnd('/');
    }

    private static void Device(long number, string name)
    {
        if (!TarHeaderFields.Fits(number, TarLayout.DeviceMajor))
        {
            throw new ArgumentException($"the device number {number} of {name} does not fit a tar header");
        }
    }

    private void Text(string key, string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException($"a tar archive can't have a NUL in the name {text.Replace("\0", "\\0", StringComparison.Ordinal)}");
        }

        if (!Ascii.IsValid(text) || text.Length > NameLimit)
        {
            _records[key] = PathEncoding.GetBytes(text);
        }
    }

    private void Id(string key, long id, Range field, string name)
    {
        if (id < 0)
        {
            throw new ArgumentException($"the {key} {id} of {name} is negative");
        }

        Number(key, id, field);
    }

    private void Number(string key, long number, Range field)
    {
        if (!TarHeaderFields.Fits(number, field))
        {
            _records[key] = Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
        }
    }
}
