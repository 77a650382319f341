using PluginHost.Bolt;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Filters;
using PluginHost.Oci;
using PluginHost.Plugins.Metadata.Gc;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Content.Check;

/// <summary>What the metadata knows of blobs in one state.</summary>
internal sealed class RecordedBlobs
{
    private readonly Dictionary<Digest, long> _sizes = [];
    private readonly HashSet<Digest> _known = [];

    /// <summary>Bytes by digest of the blobs that are asked about.</summary>
    public IReadOnlyDictionary<Digest, long> Sizes => _sizes;

    /// <exception cref="DaemonException">There is no such namespace.</exception>
    public static RecordedBlobs Read(Transaction transaction, string @namespace, FilterSet filter)
    {
        if (@namespace.Length > 0 && Schema.Namespace(transaction, @namespace) is null)
        {
            throw DaemonException.NotFound($"namespace \"{@namespace}\"");
        }

        RecordedBlobs blobs = new();
        foreach (string name in Schema.NamespaceNames(transaction))
        {
            blobs.Add(transaction, name, asked: @namespace.Length == 0 || name == @namespace, filter);
        }

        return blobs;
    }

    /// <summary>True when a namespace has the blob or an ingest stands on it, whether it is asked about or not.</summary>
    public bool IsKnown(Digest digest) => _known.Contains(digest);

    /// <summary>The namespaces that have a blob at this moment, and the images that lead to it.</summary>
    public static (IReadOnlyList<string> Namespaces, IReadOnlyList<string> Images) Holders(Transaction transaction, Digest digest)
    {
        string key = digest.ToString();
        string[] namespaces = [.. Schema.NamespaceNames(transaction).Where(name => Schema.FindBlobs(transaction, name)?.Bucket(key) is not null)];
        GcGraph graph = new(transaction);
        string[] images =
        [
            .. from name in namespaces
               from image in graph.Objects(name, GcKind.Image)?.BucketNames() ?? []
               where LeadsTo(graph, new GcNode(GcKind.Image, name, image), key)
               select $"{name}/{image}",
        ];
        return (namespaces, images);
    }

    private static bool LeadsTo(GcGraph graph, GcNode image, string digest)
    {
        HashSet<GcNode> seen = [image];
        Stack<GcNode> open = new(seen);
        List<GcReference> references = [];
        while (open.TryPop(out GcNode node))
        {
            if (node.Kind == GcKind.Content && node.Key == digest)
            {
                return true;
            }

            references.Clear();
            graph.AddReferences(node, references);
            foreach (GcReference reference in references.Where(reference => seen.Add(reference.Node)))
            {
                open.Push(reference.Node);
            }
        }

        return false;
    }

    private void Add(Transaction transaction, string @namespace, bool asked, FilterSet filter)
    {
        Bucket? blobs = Schema.FindBlobs(transaction, @namespace);
        foreach (string name in blobs?.BucketNames() ?? [])
        {
            ContentInfo info = BlobBucket.Read(blobs!.Bucket(name)!, Digest.Parse(name));
            _known.Add(info.Digest);
            if (asked && filter.Match(new ContentFields(info)))
            {
                _sizes[info.Digest] = info.Size;
            }
        }

        Bucket? ingests = Schema.FindIngests(transaction, @namespace);
        foreach (string @ref in ingests?.BucketNames() ?? [])
        {
            if (Digest.TryParse(IngestBucket.Expected(ingests!.Bucket(@ref)!), out Digest expected))
            {
                _known.Add(expected);
            }
        }
    }
}
