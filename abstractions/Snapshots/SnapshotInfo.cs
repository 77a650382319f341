namespace PluginHost.Snapshots;

/// <summary>What is known of a snapshot.</summary>
public sealed record SnapshotInfo
{
    public required SnapshotKind Kind { get; init; }

    /// <summary>The key of an active snapshot or view, the name of a committed one; one key space.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the parent; empty for none.</summary>
    public string Parent { get; init; } = "";

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public Timestamp CreatedAt { get; init; }

    public Timestamp UpdatedAt { get; init; }
}
