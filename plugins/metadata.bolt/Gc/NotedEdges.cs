namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>What objects (their nodes not flat) keep beyond their own records.</summary>
internal sealed class NotedEdges
{
    private readonly Dictionary<GcNode, List<GcReference>> _edges = [];

    public void Add(GcNode from, GcReference to)
    {
        if (!_edges.TryGetValue(from, out List<GcReference>? edges))
        {
            edges = [];
            _edges.Add(from, edges);
        }

        edges.Add(to);
    }

    /// <summary>Adds what is noted of a node, flat or not.</summary>
    public void AddReferences(GcNode node, List<GcReference> references)
    {
        if (_edges.TryGetValue(node with { Flat = false }, out List<GcReference>? noted))
        {
            references.AddRange(noted);
        }
    }
}
