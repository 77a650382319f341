using PluginHost.Oci;

namespace PluginHost.Content;

/// <summary>What is known of a blob.</summary>
public sealed record ContentInfo
{
    public required Digest Digest { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    public Timestamp CreatedAt { get; init; }

    public Timestamp UpdatedAt { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
