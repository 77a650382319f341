using System.Collections.ObjectModel;

namespace Switch.Tests;

/// <summary>Everything that <c>ctr</c> lists of a node, by command.</summary>
internal sealed class NodeLists(IDictionary<string, string> lists) : ReadOnlyDictionary<string, string>(lists)
{
    private static readonly string[] InNamespace =
    [
        "images ls", "images check", "content ls", "content active", "containers ls", "leases ls", "tasks ls",
        "snapshots --snapshotter overlayfs ls", "snapshots --snapshotter native ls", "snapshots --snapshotter btrfs ls",
        "snapshots --snapshotter overlayfs usage -b", "snapshots --snapshotter native usage -b", "snapshots --snapshotter btrfs usage -b",
    ];

    /// <summary>Asks the daemon; garbage is collected first, as a daemon that starts does it.</summary>
    public static async Task<NodeLists> ReadAsync(Ctr ctr, IEnumerable<string> namespaces)
    {
        List<string> commands = ["namespaces ls"];
        foreach (string name in namespaces)
        {
            await ctr.OkAsync("-n", name, "leases", "create", "--id", "collect");
            await ctr.OkAsync("-n", name, "leases", "rm", "--sync", "collect");
            commands.AddRange(InNamespace.Select(command => $"-n {name} {command}"));
            commands.AddRange((await ctr.OkAsync("-n", name, "containers", "ls", "-q")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(id => $"-n {name} containers info {id}"));
        }

        CommandResult[] results = await Task.WhenAll(commands.Select(command => ctr.OkAsync(command.Split(' '))));

        return new NodeLists(commands.Zip(results).ToDictionary(list => list.First, list => Listing.Normalise(list.Second.Text)));
    }

    /// <summary>The same, with a task that has ended meanwhile.</summary>
    public NodeLists WithStopped(string id)
    {
        Dictionary<string, string> changed = new(this);
        changed["-n default tasks ls"] = string.Join('\n', this["-n default tasks ls"].Split('\n')
            .Select(line => line.StartsWith(id + " ", StringComparison.Ordinal) ? line.Replace("RUNNING", "STOPPED", StringComparison.Ordinal) : line));

        return new NodeLists(changed);
    }

    /// <summary>Fails with the command and both of its outputs where the lists differ.</summary>
    public void AssertSame(NodeLists after)
    {
        Assert.Equal(Keys.Order(), after.Keys.Order());
        Assert.All(this, list => Assert.Equal($"{list.Key}\n{list.Value}", $"{list.Key}\n{after[list.Key]}"));
    }
}
