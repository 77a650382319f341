namespace PluginHost.Plugins.Metadata.Snapshots;

/// <summary>What <c>meta.db</c> knows of a snapshot.</summary>
internal sealed record SnapshotRecord
{
    /// <summary>The key or name that the namespace uses.</summary>
    public required string Key { get; init; }

    /// <summary>The name that the backend has it under.</summary>
    public required string BackendKey { get; init; }

    /// <summary>Key of the parent in the same namespace; empty for none.</summary>
    public string Parent { get; init; } = "";

    /// <summary>The name under which the backend has it, or is about to have it, committed, while a commit is not finished; else empty.</summary>
    public string Committing { get; init; } = "";

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public Timestamp CreatedAt { get; init; }

    public Timestamp UpdatedAt { get; init; }
}
