using PluginHost.Content;
using PluginHost.Diff;

namespace PluginHost.Conformance.Diff;

/// <summary>What a suite of a differ works with.</summary>
/// <param name="Content">Where layers are read from and written to, in <see cref="DiffHarness.Scope"/>.</param>
/// <param name="Applier">The differ.</param>
/// <param name="Comparer">The differ again, or null if it only applies.</param>
public sealed record DifferParts(IContentStore Content, IDiffApplier Applier, IDiffComparer? Comparer);
