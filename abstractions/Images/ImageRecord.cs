using PluginHost.Oci;

namespace PluginHost.Images;

/// <summary>A name for a piece of content, in one namespace.</summary>
public sealed record ImageRecord
{
    public required string Name { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Digest, media type, size and annotations are stored; nothing else of the descriptor.</summary>
    public required Descriptor Target { get; init; }

    public Timestamp CreatedAt { get; init; }

    public Timestamp UpdatedAt { get; init; }
}
