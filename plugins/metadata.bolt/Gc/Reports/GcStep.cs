namespace PluginHost.Plugins.Metadata.Gc.Reports;

/// <summary>A step on the way from a root to an object.</summary>
/// <param name="Type">As of <see cref="GcObject"/>.</param>
/// <param name="Key">Likewise.</param>
/// <param name="Reason">By what the step before keeps this one: a label, or a word for the relation. Of the first step: why it is a root.</param>
internal sealed record GcStep(string Type, string Key, string Reason);
