namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>Finds what can be reached from the roots.</summary>
internal sealed class Marker(GcGraph graph, Roots roots)
{
    private readonly HashSet<GcNode> _reached = [];
    private readonly Stack<GcNode> _open = [];

    public void Mark()
    {
        roots.Nodes.ForEach(Reach);
        List<GcNode> references = [];
        while (_open.TryPop(out GcNode node))
        {
            if (roots.NotedEdges.TryGetValue(node with { Flat = false }, out List<GcNode>? noted))
            {
                noted.ForEach(Reach);
            }

            references.Clear();
            graph.AddReferences(node, references);
            references.ForEach(Reach);
        }
    }

    /// <summary>True when the object is kept, flat or not.</summary>
    public bool IsReached(GcNode node) => _reached.Contains(node) || _reached.Contains(node with { Flat = true });

    private void Reach(GcNode node)
    {
        if (_reached.Add(node))
        {
            _open.Push(node);
        }
    }
}
