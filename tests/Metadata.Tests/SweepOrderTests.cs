using Metadata.Tests.Support;
using PluginHost.Bolt;
using PluginHost.Plugins.Metadata.Gc;
using Xunit.Abstractions;

namespace Metadata.Tests;

/// <summary>Garbage goes piece by piece, and whatever is still there has all that it refers to.</summary>
public sealed class SweepOrderTests(ITestOutputHelper output)
{
    [Fact]
    public async Task What_refers_to_others_goes_before_them_and_circles_go_together()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        for (int round = 0; round < 20; round++)
        {
            await using TestDaemon daemon = await TestDaemon.StartAsync();
            int count = random.Next(1, 60);
            Dictionary<int, int[]> edges = Enumerable.Range(0, count).ToDictionary(
                static i => i, _ => Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(count)).ToArray());
            await daemon.ChangeAsync(transaction =>
            {
                Bucket blobs = transaction.CreateBucketIfNotExists("v1").CreateBucketIfNotExists("ns")
                    .CreateBucketIfNotExists("content").CreateBucketIfNotExists("blob");
                foreach ((int from, int[] to) in edges)
                {
                    Bucket labels = blobs.CreateBucket($"b{from}").CreateBucket("labels");
                    for (int i = 0; i < to.Length; i++)
                    {
                        labels.Put($"containerd.io/gc.ref.content.{i}", $"b{to[i]}");
                    }
                }
            });

            IReadOnlyList<GcNode[]> groups = await daemon.LookAsync(transaction =>
            {
                GcGraph graph = new(transaction);
                return SweepOrder.Of([.. edges.Keys.Select(static i => new GcNode(GcKind.Content, "ns", $"b{i}"))], graph, new NotedEdges());
            });

            Assert.Equal(count, groups.Sum(static group => group.Length));
            Dictionary<string, int> places = groups.SelectMany(static (group, place) => group.Select(node => (node.Key, place)))
                .ToDictionary(static pair => pair.Key, static pair => pair.place, StringComparer.Ordinal);
            foreach ((int from, int[] to) in edges)
            {
                Assert.All(to, other => Assert.True(places[$"b{from}"] <= places[$"b{other}"], $"b{from} stays longer than b{other}"));
            }

            Assert.All(groups.Where(static group => group.Length > 1), group => Assert.All(group, node => Assert.Contains(
                edges[int.Parse(node.Key[1..], null)], other => group.Any(member => member.Key == $"b{other}"))));
        }
    }

    [Fact]
    public async Task A_chain_of_any_length_is_ordered()
    {
        const int Length = 20_000;
        await using TestDaemon daemon = await TestDaemon.StartAsync();
        await daemon.ChangeAsync(static transaction =>
        {
            Bucket snapshots = transaction.CreateBucketIfNotExists("v1").CreateBucketIfNotExists("ns")
                .CreateBucketIfNotExists("snapshots").CreateBucketIfNotExists("s");
            for (int i = 0; i < Length; i++)
            {
                snapshots.CreateBucket($"{i:d6}").Put("parent", i == 0 ? "" : $"{i - 1:d6}");
            }
        });

        IReadOnlyList<GcNode[]> groups = await daemon.LookAsync(static transaction => SweepOrder.Of(
            [.. Enumerable.Range(0, Length).Select(static i => GcNode.Snapshot("ns", "s", $"{i:d6}"))], new GcGraph(transaction), new NotedEdges()));

        Assert.Equal(
            Enumerable.Range(0, Length).Reverse().Select(static i => $"s/{i:d6}"), groups.Select(static group => Assert.Single(group).Key));
    }
}
