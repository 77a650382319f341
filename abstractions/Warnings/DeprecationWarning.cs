namespace PluginHost.Warnings;

/// <summary>A deprecated feature and when it was last used.</summary>
public sealed record DeprecationWarning(string Id, string Message, Timestamp LastOccurrence);
