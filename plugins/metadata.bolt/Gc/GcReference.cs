namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>What keeps an object, seen from what keeps it.</summary>
/// <param name="Node">The object that is kept.</param>
/// <param name="Reason">The label, or the word for the relation: <c>parent</c>, <c>target</c>, <c>lease x</c>.</param>
internal readonly record struct GcReference(GcNode Node, string Reason);
