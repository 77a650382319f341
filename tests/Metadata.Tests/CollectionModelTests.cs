using Metadata.Tests.Support;
using Xunit.Abstractions;

namespace Metadata.Tests;

/// <summary>Random graphs against a model: nothing that can be reached goes, everything else does.</summary>
public sealed class CollectionModelTests(ITestOutputHelper output)
{
    private const string Prefix = "containerd.io/gc.";
    private const int Rounds = 12;

    [Fact]
    public async Task Nothing_reachable_is_removed_and_everything_else_is()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        for (int round = 0; round < Rounds; round++)
        {
            await RunAsync(new Random(seed + round), $"seed {seed}, round {round}");
        }
    }

    private static async Task RunAsync(Random random, string name)
    {
        await using GcWorld world = await GcWorld.StartAsync();
        Model model = new();
        string[] blobs = [.. Enumerable.Range(0, 14).Select(static i => $"b{i}")];
        string[] snapshots = [.. Enumerable.Range(0, 12).Select(static i => $"s{i}")];
        string[] images = [.. Enumerable.Range(0, 6).Select(static i => $"i{i}")];
        string[] containers = [.. Enumerable.Range(0, 3).Select(static i => $"c{i}")];
        string[] leases = ["", "", "", "keeps", "flat", "expired"];
        await world.LeaseAsync("keeps");
        await world.LeaseAsync("flat", Prefix + "flat", "x");
        await world.LeaseAsync("expired", Prefix + "expire", world.InSeconds(-5));
        model.Root("lease keeps");
        model.Root("lease flat");
        model.Add("lease expired");

        foreach (string id in containers)
        {
            string snapshot = random.Next(2) == 0 ? Pick(snapshots) : "";
            (Dictionary<string, string> labels, List<string> named) = Labels(withBack: true);
            await world.ContainerAsync(id, snapshot, labels);
            model.Root($"container {id}");
            model.Edges($"container {id}", snapshot.Length > 0 ? [.. named, $"snapshot {snapshot}"] : named);
        }

        foreach (string blob in blobs)
        {
            string lease = Pick(leases);
            (Dictionary<string, string> labels, List<string> named) = Labels(withBack: true, $"blob {blob}");
            MaybeRoot(labels, $"blob {blob}");
            await world.BlobAsync(blob, labels, lease);
            model.Add($"blob {blob}");
            model.Lease(lease, $"blob {blob}");
            model.Edges($"blob {blob}", named);
        }

        for (int i = 0; i < snapshots.Length; i++)
        {
            string lease = Pick(leases);
            string parent = i > 0 && random.Next(3) > 0 ? snapshots[random.Next(i)] : "";
            (Dictionary<string, string> labels, List<string> named) = Labels(withBack: true, $"snapshot {snapshots[i]}");
            MaybeRoot(labels, $"snapshot {snapshots[i]}");
            await world.CommittedAsync(snapshots[i], parent, labels, lease);
            model.Add($"snapshot {snapshots[i]}");
            model.Lease(lease, $"snapshot {snapshots[i]}");
            model.Edges($"snapshot {snapshots[i]}", named);
            model.FlatEdges($"snapshot {snapshots[i]}", parent.Length > 0 ? [$"snapshot {parent}"] : []);
        }

        foreach (string image in images)
        {
            bool expired = random.Next(2) == 0;
            string lease = Pick(leases);
            string target = Pick(blobs);
            (Dictionary<string, string> labels, List<string> named) = Labels(withBack: expired, $"image {image}");
            if (expired)
            {
                labels[Prefix + "expire"] = world.InSeconds(-1);
                model.Add($"image {image}");
                model.Lease(lease, $"image {image}");
            }
            else
            {
                model.Root($"image {image}");
            }

            await world.ImageAsync(image, target, labels, lease);
            model.Edges($"image {image}", named);
            model.FlatEdges($"image {image}", [$"blob {target}"]);
        }

        await world.CollectAsync();

        string[] expected = [.. model.Reachable().Order(StringComparer.Ordinal)];
        string[] actual = await world.ObjectsAsync(blobs);
        Assert.True(expected.SequenceEqual(actual), $"{name}\nexpected {string.Join(", ", expected)}\nactual   {string.Join(", ", actual)}");
        Assert.Equal(expected.Count(static node => node.StartsWith("blob ", StringComparison.Ordinal)), world.Content.Blobs.Count);
        Assert.Equal(expected.Count(static node => node.StartsWith("snapshot ", StringComparison.Ordinal)), world.Snapshotter.Keys.Count);

        string Pick(string[] from) => from[random.Next(from.Length)];

        void MaybeRoot(Dictionary<string, string> labels, string node)
        {
            if (random.Next(12) == 0)
            {
                labels[Prefix + "root"] = "x";
                model.Root(node);
            }
        }

        // A few references, and what the model is to know of them: forward edges, and through the holder backward ones.
        (Dictionary<string, string> Labels, List<string> Named) Labels(bool withBack, string? holder = null)
        {
            Dictionary<string, string> labels = new(StringComparer.Ordinal);
            List<string> named = [];
            for (int i = random.Next(3); i > 0; i--)
            {
                bool back = withBack && holder is not null && random.Next(3) == 0;
                string word = back ? "bref" : "ref";
                string node;
                switch (random.Next(back ? 4 : 3))
                {
                    case 0:
                        string blob = Pick(blobs);
                        labels[$"{Prefix}{word}.content.{i}"] = GcWorld.DigestOf(blob).ToString();
                        node = $"blob {blob}";
                        break;
                    case 1:
                        string snapshot = Pick(snapshots);
                        labels[$"{Prefix}{word}.snapshot.s/{i}"] = snapshot;
                        node = $"snapshot {snapshot}";
                        break;
                    case 2:
                        string image = Pick(images);
                        labels[$"{Prefix}{word}.image/{i}"] = image;
                        node = $"image {image}";
                        break;
                    default:
                        string container = Pick(containers);
                        labels[$"{Prefix}{word}.container.{i}"] = container;
                        node = $"container {container}";
                        break;
                }

                if (back)
                {
                    model.BackEdge(node, holder!);
                }
                else
                {
                    named.Add(node);
                }
            }

            return (labels, named);
        }
    }

    /// <summary>Reachability by repetition until nothing changes: slow, and written without a look at the marker.</summary>
    private sealed class Model
    {
        private readonly HashSet<string> _nodes = [];
        private readonly HashSet<string> _full = [];
        private readonly HashSet<string> _flat = [];
        private readonly List<(string From, string To)> _labelled = [];
        private readonly List<(string From, string To)> _kept = [];
        private readonly List<(string From, string To)> _back = [];

        public void Add(string node) => _nodes.Add(node);

        public void Root(string node)
        {
            _nodes.Add(node);
            _full.Add(node);
        }

        public void Lease(string lease, string node)
        {
            if (lease is "keeps" or "flat")
            {
                (lease == "keeps" ? _full : _flat).Add(node);
            }
        }

        public void Edges(string from, IEnumerable<string> to) => _labelled.AddRange(to.Select(node => (from, node)));

        public void FlatEdges(string from, IEnumerable<string> to) => _kept.AddRange(to.Select(node => (from, node)));

        public void BackEdge(string from, string to) => _back.Add((from, to));

        public IEnumerable<string> Reachable()
        {
            int before;
            do
            {
                before = _full.Count + _flat.Count;
                foreach ((string from, string to) in _labelled.Concat(_kept).Where(edge => _full.Contains(edge.From)).ToList())
                {
                    _full.Add(to);
                }

                foreach ((string from, string to) in _kept.Where(edge => _flat.Contains(edge.From)).ToList())
                {
                    _flat.Add(to);
                }

                foreach ((string from, string to) in _back.Where(edge => _full.Contains(edge.From) || _flat.Contains(edge.From)).ToList())
                {
                    _full.Add(to);
                }
            }
            while (_full.Count + _flat.Count != before);

            return _nodes.Where(node => _full.Contains(node) || _flat.Contains(node));
        }
    }
}
