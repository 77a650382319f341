namespace PluginHost.Archive.Apply;

/// <summary>How large an archive may be, against archives made to fill a disk.</summary>
/// <param name="MaxBytes">The sum of the sizes of its files in bytes.</param>
/// <param name="MaxEntries">The number of its entries.</param>
public sealed record ArchiveLimits(long MaxBytes, long MaxEntries)
{
    /// <summary>No limits.</summary>
    public static ArchiveLimits None { get; } = new(long.MaxValue, long.MaxValue);
}
