namespace PluginHost.Plugins.Walking.Comparing;

/// <summary>What went into an ingest.</summary>
/// <param name="UncompressedDigest">The digest of the archive before compression.</param>
/// <param name="Size">The bytes of the blob.</param>
internal sealed record WrittenDiff(string UncompressedDigest, long Size);
