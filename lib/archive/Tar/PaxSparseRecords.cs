using PluginHost.Linux;

namespace PluginHost.Archive.Tar;

/// <summary>What the PAX records of an entry say about it being a GNU sparse file, version 0.0, 0.1 or 1.0.</summary>
internal readonly ref struct PaxSparseRecords(PaxRecords pax)
{
    private readonly ReadOnlySpan<byte> _listed = pax.Find(PaxRecords.SparsePrefix + "map");

    /// <summary>Whether the map stands before the content: version 1.0.</summary>
    public bool MapIsInContent
        => pax.Find(PaxRecords.SparsePrefix + "major").AsSpan().SequenceEqual("1"u8)
            && pax.Find(PaxRecords.SparsePrefix + "minor").AsSpan().SequenceEqual("0"u8);

    /// <summary>The map of the older versions.</summary>
    public ReadOnlySpan<byte> Map => _listed.IsEmpty ? pax.RepeatedSparseMap.Span : _listed;

    /// <summary>Whether the entry is sparse.</summary>
    public bool IsSparse => MapIsInContent || !Map.IsEmpty;

    /// <summary>The name of the file; the entry's own is made up.</summary>
    public string? Name => pax.Find(PaxRecords.SparsePrefix + "name") is { } name ? PathEncoding.GetString(name) : null;

    /// <summary>The size of the file with its holes, or null if it is missing or no number.</summary>
    public long? Size
    {
        get
        {
            byte[]? text = pax.Find(PaxRecords.SparsePrefix + "realsize") ?? pax.Find(PaxRecords.SparsePrefix + "size");

            return text is not null && TarNumber.TryParseDecimal(text, out long size) && size >= 0 ? size : null;
        }
    }
}
