namespace PluginHost.Diff;

/// <summary>How a diff is to be made.</summary>
public sealed record DiffOptions
{
    /// <summary>Media type of the blob; empty: an OCI layer compressed with gzip.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>Ref of the ingest; empty: one is made.</summary>
    public string Ref { get; init; } = "";

    /// <summary>Labels of the blob.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>No time stamp in the blob is later than this.</summary>
    public Timestamp? SourceDate { get; init; }
}
