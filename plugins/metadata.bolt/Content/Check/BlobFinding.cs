using PluginHost.Oci;

namespace PluginHost.Plugins.Metadata.Content.Check;

/// <summary>A blob with which something is wrong.</summary>
internal sealed record BlobFinding
{
    public required Digest Digest { get; init; }

    public required BlobFault Fault { get; init; }

    /// <summary>Bytes by its record; null without one.</summary>
    public long? ExpectedBytes { get; init; }

    /// <summary>Bytes that were read; null when none could be.</summary>
    public long? FoundBytes { get; init; }

    /// <summary>Of what was read; empty if not all could be.</summary>
    public Digest FoundDigest { get; init; }

    /// <summary>Why it cannot be read.</summary>
    public string Error { get; init; } = "";

    /// <summary>The namespaces that have it.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary><c>namespace/name</c> of each image from which references lead to it.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];
}
