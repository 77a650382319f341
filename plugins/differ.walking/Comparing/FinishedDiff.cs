namespace PluginHost.Plugins.Walking.Comparing;

/// <summary>A blob that is written and waits for its commit.</summary>
internal sealed record FinishedDiff(string MediaType, long Size, IReadOnlyDictionary<string, string> Labels);
