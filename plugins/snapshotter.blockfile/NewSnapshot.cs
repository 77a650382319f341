using PluginHost.Snapshots;

namespace PluginHost.Plugins.Blockfile;

/// <summary>What is to be made.</summary>
internal sealed record NewSnapshot(SnapshotKind Kind, string Key, string Parent, IReadOnlyDictionary<string, string> Labels);
