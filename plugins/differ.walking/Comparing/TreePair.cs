namespace PluginHost.Plugins.Walking.Comparing;

/// <summary>The directories to be compared.</summary>
internal sealed record TreePair(string Lower, string Upper);
