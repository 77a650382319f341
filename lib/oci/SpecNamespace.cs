namespace PluginHost.Oci;

/// <summary>A kernel namespace of a container: a new one, or the one at <paramref name="Path"/>.</summary>
/// <param name="Type">For example <c>pid</c>.</param>
/// <param name="Path">Empty for a new namespace.</param>
public sealed record SpecNamespace(string Type, string Path);
