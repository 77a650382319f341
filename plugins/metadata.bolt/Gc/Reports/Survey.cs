using Microsoft.Extensions.Logging;
using PluginHost.Bolt;
using PluginHost.Plugins.Metadata.Content;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Gc.Reports;

/// <summary>What keeps what in one state of the database. Follows the same roots and references as the <see cref="Marker"/>, and remembers the ways.</summary>
internal sealed class Survey
{
    private readonly NotedEdges _noted = new();
    private readonly ILogger _logger;

    // Of each node that can be reached: from where it was reached first, which is a shortest way; null for a root.
    private readonly Dictionary<GcNode, (GcNode? From, string Reason)> _arrivals = [];

    // All ways to a node: its reasons to be a root, and the nodes that refer to it.
    private readonly Dictionary<GcNode, List<string>> _rootReasons = [];
    private readonly Dictionary<GcNode, List<GcReference>> _referrers = [];

    private Survey(Transaction transaction, GcResources resources, Timestamp now, ILogger logger)
    {
        _logger = logger;
        Graph = new GcGraph(transaction, resources);
        Roots roots = new(Graph, now, _noted, logger);
        roots.Collect();
        Follow(roots.Nodes);
    }

    public GcGraph Graph { get; }

    public static Survey Of(Transaction transaction, GcResources resources, Timestamp now, ILogger logger) => new(transaction, resources, now, logger);

    public bool IsKept(GcNode node) => _arrivals.ContainsKey(node) || _arrivals.ContainsKey(node with { Flat = true });

    /// <summary>A shortest path from a root to an object that is kept.</summary>
    public IReadOnlyList<GcStep> ShortestPath(GcNode node)
    {
        List<GcStep> path = [];
        GcNode? at = _arrivals.ContainsKey(node) ? node : node with { Flat = true };
        while (at is GcNode step)
        {
            (GcNode? from, string reason) = _arrivals[step];
            path.Add(Step(step, reason));
            at = from;
        }

        path.Reverse();
        return path;
    }

    /// <summary>For each root that keeps the object a shortest path, short ones first.</summary>
    public IReadOnlyList<IReadOnlyList<GcStep>> AllPaths(GcNode node)
    {
        List<IReadOnlyList<GcStep>> paths = [];
        Dictionary<GcNode, GcReference?> onward = [];
        Queue<GcNode> open = [];
        foreach (GcNode end in (GcNode[])[node, node with { Flat = true }])
        {
            onward[end] = null;
            open.Enqueue(end);
        }

        while (open.TryDequeue(out GcNode at))
        {
            foreach (string reason in _rootReasons.GetValueOrDefault(at) ?? [])
            {
                paths.Add(Path(at, reason, onward));
            }

            foreach (GcReference referrer in _referrers.GetValueOrDefault(at) ?? [])
            {
                if (onward.TryAdd(referrer.Node, new GcReference(at, referrer.Reason)))
                {
                    open.Enqueue(referrer.Node);
                }
            }
        }

        return paths;
    }

    /// <summary>What refers to an object and is not kept itself; also expired leases that have it.</summary>
    public IReadOnlyList<GcStep> GarbageReferrers(GcNode node)
    {
        List<GcStep> found = [];
        List<GcReference> references = [];
        foreach (GcNode holder in Graph.Nodes().Where(holder => !IsKept(holder)))
        {
            references.Clear();
            if (holder.Kind == GcKind.Lease)
            {
                // As if it had not expired.
                Roots lease = new(Graph, Timestamp.Zero, new NotedEdges(), _logger);
                lease.Collect(holder, Graph.Find(holder)!);
                references.AddRange(lease.Nodes.Where(reference => reference.Node.Kind != GcKind.Lease));
            }
            else
            {
                _noted.AddReferences(holder, references);
                Graph.AddReferences(holder, references);
            }

            found.AddRange(references.Where(reference => reference.Node with { Flat = false } == node).Select(reference => Step(holder, reference.Reason)));
        }

        return found;
    }

    /// <summary>The object with the bytes that its record tells of.</summary>
    public GcObject Describe(GcNode node)
        => new(node.Word, node.Namespace, node.Name, node.Kind == GcKind.Content ? BlobBucket.Bytes(Graph.Find(node)!) : null);

    /// <summary>Why an object is no root although its kind can be.</summary>
    public string Note(GcNode node) => node.Kind switch
    {
        GcKind.Image or GcKind.Lease when Graph.Find(node)!.Bucket(Schema.Labels)?.FindText(GcLabels.Expire) is { } expiry => $"expired at {expiry}",
        GcKind.Ingest => IngestBucket.ExpireAt(Graph.Find(node)!) is Timestamp expiry ? $"expired at {expiry}" : "its lease is gone",
        _ => "",
    };

    private void Follow(List<GcReference> roots)
    {
        Queue<GcNode> open = [];
        foreach (GcReference root in roots)
        {
            Add(_rootReasons, root.Node, root.Reason);
            if (_arrivals.TryAdd(root.Node, (null, root.Reason)))
            {
                open.Enqueue(root.Node);
            }
        }

        List<GcReference> references = [];
        while (open.TryDequeue(out GcNode node))
        {
            references.Clear();
            _noted.AddReferences(node, references);
            Graph.AddReferences(node, references);
            foreach (GcReference reference in references)
            {
                Add(_referrers, reference.Node, new GcReference(node, reference.Reason));
                if (_arrivals.TryAdd(reference.Node, (node, reference.Reason)))
                {
                    open.Enqueue(reference.Node);
                }
            }
        }
    }

    private static List<GcStep> Path(GcNode root, string reason, Dictionary<GcNode, GcReference?> onward)
    {
        List<GcStep> path = [Step(root, reason)];
        for (GcReference? next = onward[root]; next is GcReference step; next = onward[step.Node])
        {
            path.Add(Step(step.Node, step.Reason));
        }

        return path;
    }

    private static GcStep Step(GcNode node, string reason) => new(node.Word, node.Name, reason);

    private static void Add<T>(Dictionary<GcNode, List<T>> lists, GcNode node, T value)
    {
        if (!lists.TryGetValue(node, out List<T>? list))
        {
            lists.Add(node, list = []);
        }

        list.Add(value);
    }
}
