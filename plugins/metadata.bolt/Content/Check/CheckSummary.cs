namespace PluginHost.Plugins.Metadata.Content.Check;

/// <summary>What was looked at, and how much of it is wrong.</summary>
/// <param name="Blobs">Blobs that were read.</param>
/// <param name="Bytes">Of them.</param>
/// <param name="Faults">Damaged, missing and unreadable blobs.</param>
/// <param name="Orphans">Blobs without a record.</param>
/// <param name="Workers">Blobs that were read at the same time.</param>
internal sealed record CheckSummary(long Blobs, long Bytes, long Faults, long Orphans, int Workers);
