namespace PluginHost.Plugins.Metadata.Gc.Reports;

/// <summary>Why an object stays or goes.</summary>
/// <param name="Object">The object.</param>
/// <param name="Paths">For each root that keeps it a shortest path, short ones first; none: it is garbage.</param>
/// <param name="Referrers">Of garbage: what refers to it and is garbage as well, each with the reason.</param>
/// <param name="Note">Of garbage: why it is no root; empty if there is nothing to say.</param>
internal sealed record GcAnswer(
    GcObject Object, IReadOnlyList<IReadOnlyList<GcStep>> Paths, IReadOnlyList<GcStep> Referrers, string Note);
