namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>
/// Garbage in an order in which it can go piece by piece: what refers to others goes before them, circles go together. So whatever
/// is still there has all that it refers to, and who comes meanwhile and wants to keep it gets it whole. (Tarjan's strongly connected
/// components, without recursion: a chain of references may be as long as there are objects.)
/// </summary>
internal sealed class SweepOrder(GcGraph graph, NotedEdges noted)
{
    private readonly Dictionary<GcNode, Visit> _visits = [];
    private readonly Stack<GcNode> _component = [];
    private readonly Stack<(GcNode Node, Queue<GcNode> Open)> _path = [];
    private readonly List<GcNode[]> _components = [];
    private readonly List<GcReference> _references = [];
    private int _visited;

    /// <summary>The groups that go together, in their order.</summary>
    public static IReadOnlyList<GcNode[]> Of(IReadOnlyList<GcNode> garbage, GcGraph graph, NotedEdges noted)
    {
        SweepOrder order = new(graph, noted);
        order.Run(garbage);
        return order._components;
    }

    private void Run(IReadOnlyList<GcNode> garbage)
    {
        foreach (GcNode node in garbage)
        {
            _visits.Add(node, new Visit());
        }

        foreach (GcNode node in garbage.Where(static node => node.Kind != GcKind.Lease))
        {
            if (_visits[node].Index == 0)
            {
                Walk(node);
            }
        }

        // A component is finished after all that it refers to. Leases keep by being roots, not by references.
        _components.AddRange(garbage.Where(static node => node.Kind == GcKind.Lease).Select(static node => (GcNode[])[node]));
        _components.Reverse();
    }

    private void Walk(GcNode start)
    {
        Enter(start);
        while (_path.TryPeek(out (GcNode Node, Queue<GcNode> Open) top))
        {
            Visit visit = _visits[top.Node];
            if (top.Open.TryDequeue(out GcNode next))
            {
                Visit other = _visits[next];
                if (other.Index == 0)
                {
                    Enter(next);
                }
                else if (!other.Done)
                {
                    visit.Lowest = Math.Min(visit.Lowest, other.Index);
                }

                continue;
            }

            _path.Pop();
            if (_path.TryPeek(out (GcNode Node, Queue<GcNode> Open) above))
            {
                _visits[above.Node].Lowest = Math.Min(_visits[above.Node].Lowest, visit.Lowest);
            }

            if (visit.Lowest == visit.Index)
            {
                Finish(top.Node);
            }
        }
    }

    private void Enter(GcNode node)
    {
        Visit visit = _visits[node];
        visit.Index = visit.Lowest = ++_visited;
        _component.Push(node);
        _references.Clear();
        noted.AddReferences(node, _references);
        graph.AddReferences(node, _references);
        _path.Push((node, new Queue<GcNode>(_references.Select(static reference => reference.Node).Where(_visits.ContainsKey))));
    }

    private void Finish(GcNode root)
    {
        List<GcNode> component = [];
        GcNode node;
        do
        {
            node = _component.Pop();
            _visits[node].Done = true;
            component.Add(node);
        }
        while (node != root);

        _components.Add([.. component]);
    }

    private sealed class Visit
    {
        /// <summary>Counts from 1; 0: not yet visited.</summary>
        public int Index { get; set; }

        public int Lowest { get; set; }

        public bool Done { get; set; }
    }
}
