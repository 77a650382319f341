namespace PluginHost.Bolt.Care;

/// <summary>What compacting brought.</summary>
/// <param name="Path">The database.</param>
/// <param name="BytesBefore">The length of the file before.</param>
/// <param name="BytesAfter">And now.</param>
public sealed record CompactionReport(string Path, long BytesBefore, long BytesAfter);
