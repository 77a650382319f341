using Microsoft.Extensions.Logging;
using PluginHost.Bolt;

namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>
/// Finds what can be reached from the roots: first in one state of the database, then, as it changes, in each later one. Nothing that
/// was reached is forgotten, so after <see cref="MarkChanges"/> everything that the later state can reach is reached: a way from a root to an
/// object was there before, or it has a record that was changed since; from the last such record on its rest is followed again.
/// </summary>
internal sealed class Marker(Timestamp now, ILogger logger)
{
    private readonly HashSet<GcNode> _reached = [];
    private readonly Stack<GcNode> _open = [];
    private readonly List<GcReference> _references = [];

    /// <summary>What objects keep beyond their own records.</summary>
    public NotedEdges Noted { get; } = new();

    /// <summary>Marks all of a state.</summary>
    public void Mark(GcGraph graph)
    {
        Roots roots = new(graph, now, Noted, logger);
        roots.Collect();
        Follow(graph, roots);
    }

    /// <summary>
    /// Marks what a later state has beyond <paramref name="earlier"/>. A record that is new or was changed counts as a root, whatever
    /// became of it: if it is garbage, the next collection finds it.
    /// </summary>
    public void MarkChanges(Transaction earlier, GcGraph graph)
    {
        Roots roots = new(graph, now, Noted, logger);
        foreach (GcNode node in ChangedRecords.Find(earlier, graph, roots))
        {
            _reached.Add(node);
            _open.Push(node);
        }

        Follow(graph, roots);
    }

    /// <summary>True when the object is kept, flat or not.</summary>
    public bool IsReached(GcNode node) => _reached.Contains(node) || _reached.Contains(node with { Flat = true });

    private void Follow(GcGraph graph, Roots roots)
    {
        Reach(roots.Nodes);
        while (_open.TryPop(out GcNode node))
        {
            _references.Clear();
            Noted.AddReferences(node, _references);
            graph.AddReferences(node, _references);
            Reach(_references);
        }
    }

    private void Reach(List<GcReference> references)
    {
        foreach (GcReference reference in references)
        {
            if (_reached.Add(reference.Node))
            {
                _open.Push(reference.Node);
            }
        }
    }
}
