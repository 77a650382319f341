using System.Globalization;
using PluginHost;
using PluginHost.Containers;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Images;
using PluginHost.Leases;
using PluginHost.Snapshots;

namespace Metadata.Tests.Support;

/// <summary>
/// Makes, labels, leases and deletes objects at random in a namespace in which nobody else writes, and knows from a model what must be there.
/// What nothing refers to may go at any moment, so the model believes in it only after it has looked.
/// </summary>
internal sealed class HistoryWriter(GcWorld world, string @namespace, Random random)
{
    private const string Reference = "containerd.io/gc.ref.";
    private const string BackReference = "containerd.io/gc.bref.container";

    private readonly Dictionary<string, HashSet<string>> _edges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _backEdges = new(StringComparer.Ordinal);
    private readonly HashSet<string> _doubtful = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _history = [];
    private int _names;

    private RequestScope Scope => new(@namespace);

    private ILeaseStore Leases => world.Daemon.Metadata.Leases(Scope);

    private IImageStore Images => world.Daemon.Metadata.Images(Scope);

    private IContainerStore Containers => world.Daemon.Metadata.Containers(Scope);

    public async Task RunAsync(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            await StepAsync();
            await SettleAsync();
            if (step % 5 == 0)
            {
                await CheckReachableAsync();
            }
        }
    }

    /// <summary>After the last collection: what can be reached is there, and nothing else is.</summary>
    public async Task CheckAllAsync()
    {
        await CheckReachableAsync();
        HashSet<string> reachable = Reachable();
        foreach (string name in _known.Where(name => !reachable.Contains(name)))
        {
            Assert.False(await ExistsAsync(name), $"{name} is still there\n{History()}");
        }
    }

    private async Task StepAsync()
    {
        switch (random.Next(13))
        {
            case 0 or 1 or 2:
                await BlobAsync();
                break;
            case 3 or 4:
                await SnapshotAsync();
                break;
            case 5:
                await ImageAsync();
                break;
            case 6:
                await ContainerAsync();
                break;
            case 7:
                await DeleteAsync(Pick("image"), name => Images.DeleteAsync(name, null, CancellationToken.None));
                break;
            case 8:
                await DeleteAsync(Pick("container"), name => Containers.DeleteAsync(name, CancellationToken.None));
                break;
            case 9:
                await DeleteAsync(Pick("lease"), name => Leases.DeleteAsync(name, CancellationToken.None));
                break;
            case 10:
                await LeaseAsync();
                break;
            case 11:
                await AttachAsync();
                break;
            default:
                await RelabelAsync();
                break;
        }
    }

    private async Task BlobAsync()
    {
        string name = NewName("blob");
        string lease = random.Next(2) == 0 ? Pick("lease") : "";
        (Dictionary<string, string> labels, List<string> named, string container) = Labels();
        Note($"{name} of {lease} -> {string.Join(", ", named)} <- {container}");
        await world.BlobAsync($"{@namespace} {name}", labels, lease.Length > 0 ? Plain(lease) : null, @namespace);
        SetEdges(name, named, container);
        AddEdge(lease, name);
    }

    private async Task SnapshotAsync()
    {
        string parent = random.Next(3) > 0 ? Pick("snapshot") : "";
        string name = NewName("snapshot");
        string lease = random.Next(3) > 0 ? Pick("lease") : "";
        Note($"{name} on {parent} of {lease}");
        ISnapshotter snapshots = world.Snapshots(lease.Length > 0 ? Plain(lease) : null, @namespace);
        try
        {
            await snapshots.PrepareAsync($"key-{Plain(name)}", parent.Length > 0 ? Plain(parent) : "", Texts.None, CancellationToken.None);
            await snapshots.CommitAsync(Plain(name), $"key-{Plain(name)}", "", Texts.None, CancellationToken.None);
        }
        catch (DaemonException e) when (e.Kind == ErrorKind.NotFound && (lease.Length == 0 || _doubtful.Contains(parent)))
        {
            // The parent had gone, or the active snapshot, to which nothing refers, has.
            Note($"({e.Message})");
            Forget(name);
            return;
        }

        SetEdges(name, parent.Length > 0 ? [parent] : [], "");
        AddEdge(lease, name);
    }

    private async Task ImageAsync()
    {
        string target = Pick("blob");
        if (target.Length == 0)
        {
            return;
        }

        string name = NewName("image");
        Note($"{name} -> {target}");
        await Images.CreateAsync(Samples.Image(Plain(name), GcWorld.DigestOf($"{@namespace} {target}")), null, CancellationToken.None);
        SetEdges(name, [target], "");
    }

    private async Task ContainerAsync()
    {
        string snapshot = Pick("snapshot");
        string name = NewName("container");
        Note($"{name} -> {snapshot}");
        ContainerRecord container = Samples.Container(Plain(name));
        await Containers.CreateAsync(
            snapshot.Length == 0 ? container : container with { Snapshotter = "s", SnapshotKey = Plain(snapshot) }, CancellationToken.None);
        SetEdges(name, snapshot.Length > 0 ? [snapshot] : [], "");
    }

    private async Task LeaseAsync()
    {
        string name = NewName("lease");
        Note(name);
        await Leases.CreateAsync(Plain(name), Texts.None, CancellationToken.None);
        SetEdges(name, [], "");
    }

    private async Task AttachAsync()
    {
        string lease = Pick("lease");
        string name = Pick(random.Next(2) == 0 ? "blob" : "snapshot");
        if (lease.Length == 0 || name.Length == 0)
        {
            return;
        }

        LeaseResource resource = name.StartsWith("blob", StringComparison.Ordinal)
            ? new LeaseResource(GcWorld.DigestOf($"{@namespace} {name}").ToString(), "content")
            : new LeaseResource(Plain(name), "snapshots/s");
        bool attached = !_edges[lease].Contains(name);
        Note($"{lease} {(attached ? "gets" : "loses")} {name}");
        if (attached)
        {
            await Leases.AddResourceAsync(Plain(lease), resource, CancellationToken.None);
            AddEdge(lease, name);
        }
        else
        {
            await Leases.DeleteResourceAsync(Plain(lease), resource, CancellationToken.None);
            _edges[lease].Remove(name);
        }
    }

    private async Task RelabelAsync()
    {
        string name = Pick("blob");
        if (name.Length == 0)
        {
            return;
        }

        (Dictionary<string, string> labels, List<string> named, string container) = Labels();
        Note($"{name} now -> {string.Join(", ", named)} <- {container}");
        try
        {
            await world.Store(null, @namespace).UpdateAsync(
                new ContentInfo { Digest = GcWorld.DigestOf($"{@namespace} {name}"), Labels = labels }, ["labels"], CancellationToken.None);
        }
        catch (DaemonException e) when (e.Kind == ErrorKind.NotFound && _doubtful.Contains(name))
        {
            Forget(name);
            return;
        }

        SetEdges(name, named, container);
    }

    private async Task DeleteAsync(string name, Func<string, Task> delete)
    {
        if (name.Length > 0)
        {
            Note($"no {name}");
            await delete(Plain(name));
            Forget(name);
        }
    }

    // What nothing refers to is doubtful. What was doubtful and can be reached now is either gone, or there with all that it refers to.
    private async Task SettleAsync()
    {
        HashSet<string> reachable = Reachable();
        while (_doubtful.FirstOrDefault(reachable.Contains) is { } name)
        {
            _doubtful.Remove(name);
            if (!await ExistsAsync(name))
            {
                Note($"({name} had gone)");
                Forget(name);
            }

            reachable = Reachable();
        }

        _doubtful.UnionWith(_known.Where(name => !reachable.Contains(name)));
    }

    private async Task CheckReachableAsync()
    {
        foreach (string name in Reachable())
        {
            Assert.True(await ExistsAsync(name), $"{name} has gone\n{History()}");
        }
    }

    private HashSet<string> Reachable()
    {
        HashSet<string> reachable =
        [
            .. _known.Where(static name => name.Split(' ')[0] is "image" or "container" or "lease"),
        ];
        Stack<string> open = new(reachable);
        while (open.TryPop(out string? name))
        {
            foreach (string next in _edges[name].Concat(_backEdges.GetValueOrDefault(name) ?? []).Where(_known.Contains))
            {
                if (reachable.Add(next))
                {
                    open.Push(next);
                }
            }
        }

        return reachable;
    }

    private async Task<bool> ExistsAsync(string name)
    {
        try
        {
            string plain = Plain(name);
            _ = name.Split(' ')[0] switch
            {
                "blob" => (object)await world.Store(null, @namespace).InfoAsync(GcWorld.DigestOf($"{@namespace} {name}"), CancellationToken.None),
                "snapshot" => await world.Snapshots(null, @namespace).StatAsync(plain, CancellationToken.None),
                "image" => await Images.GetAsync(plain, CancellationToken.None),
                "container" => await Containers.GetAsync(plain, CancellationToken.None),
                _ => Assert.Single(await Leases.ListAsync([$"id=={plain}"], CancellationToken.None)),
            };
            return true;
        }
        catch (DaemonException e) when (e.Kind == ErrorKind.NotFound)
        {
            return false;
        }
    }

    private (Dictionary<string, string> Labels, List<string> Named, string Container) Labels()
    {
        Dictionary<string, string> labels = new(StringComparer.Ordinal);
        List<string> named = [];
        for (int i = random.Next(3); i > 0; i--)
        {
            string name = Pick(random.Next(3) == 0 ? "snapshot" : "blob");
            if (name.Length > 0)
            {
                bool blob = name.StartsWith("blob", StringComparison.Ordinal);
                labels[blob ? $"{Reference}content.{i}" : $"{Reference}snapshot.s/{i}"]
                    = blob ? GcWorld.DigestOf($"{@namespace} {name}").ToString() : Plain(name);
                named.Add(name);
            }
        }

        string container = random.Next(6) == 0 ? Pick("container") : "";
        if (container.Length > 0)
        {
            labels[BackReference] = Plain(container);
        }

        return (labels, named, container);
    }

    private string NewName(string kind)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{kind} {++_names}");
        _known.Add(name);
        _edges[name] = [];
        return name;
    }

    private string Pick(string kind)
    {
        string[] names = [.. _known.Where(name => name.StartsWith(kind, StringComparison.Ordinal)).TakeLast(12)];
        return names.Length == 0 ? "" : names[random.Next(names.Length)];
    }

    private static string Plain(string name) => name.Replace(' ', '-');

    private void SetEdges(string name, IEnumerable<string> to, string keeper)
    {
        _edges[name] = [.. to];
        foreach (HashSet<string> kept in _backEdges.Values)
        {
            kept.Remove(name);
        }

        if (keeper.Length > 0)
        {
            if (!_backEdges.TryGetValue(keeper, out HashSet<string>? kept))
            {
                _backEdges.Add(keeper, kept = []);
            }

            kept.Add(name);
        }
    }

    private void AddEdge(string from, string to)
    {
        if (from.Length > 0)
        {
            _edges[from].Add(to);
        }
    }

    private void Forget(string name)
    {
        _known.Remove(name);
        _doubtful.Remove(name);
        _edges.Remove(name);
        _backEdges.Remove(name);
    }

    private void Note(string what) => _history.Add(what);

    private string History() => $"{@namespace}:\n{string.Join("\n", _history.TakeLast(60))}";
}
