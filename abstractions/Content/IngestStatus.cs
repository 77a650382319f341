using PluginHost.Oci;

namespace PluginHost.Content;

/// <summary>How far an ingest is.</summary>
public sealed record IngestStatus
{
    /// <summary>The name under which the ingest can be resumed.</summary>
    public required string Ref { get; init; }

    /// <summary>Bytes that are there: where the next write goes.</summary>
    public long Offset { get; init; }

    /// <summary>Expected size in bytes; 0 when unknown.</summary>
    public long Total { get; init; }

    /// <summary>Expected digest; empty when unknown.</summary>
    public Digest Expected { get; init; }

    public Timestamp StartedAt { get; init; }

    public Timestamp UpdatedAt { get; init; }
}
