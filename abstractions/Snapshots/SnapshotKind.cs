namespace PluginHost.Snapshots;

/// <summary>What a snapshot is; the numbers are those of the API and of the disk.</summary>
public enum SnapshotKind
{
    Unknown = 0,

    /// <summary>Read-only, cannot be committed.</summary>
    View = 1,

    /// <summary>Writable, can be committed.</summary>
    Active = 2,

    /// <summary>Immutable, can be a parent.</summary>
    Committed = 3,
}
