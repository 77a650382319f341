namespace PluginHost.Archive.Apply;

/// <summary>What was applied.</summary>
/// <param name="Size">The sum of the sizes of the archive's files in bytes.</param>
/// <param name="Entries">The number of its entries.</param>
public sealed record ApplyResult(long Size, long Entries);
