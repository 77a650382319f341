namespace PluginHost.SnapshotStore;

/// <summary>What a commit is asked to do.</summary>
/// <param name="Key">The active snapshot.</param>
/// <param name="Name">What it will be called.</param>
/// <param name="Parent">Empty, or the parent that it has or is to have.</param>
/// <param name="Labels">The labels of the committed snapshot.</param>
public sealed record SnapshotCommit(string Key, string Name, string Parent, IReadOnlyDictionary<string, string> Labels);
