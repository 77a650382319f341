using System.Collections.Concurrent;

namespace Crash.Tests;

/// <summary>Clients that each make, change and remove objects of their own, one call after the other, until the daemon is gone.</summary>
internal sealed class MixedWork(TestDaemon daemon, ScratchDirectory work, AcknowledgedState model)
{
    private const string Prefix = "example.com/mixed/";
    private const string Present = "present";
    private const string Active = "Active";
    private const string Committed = "Committed";
    private const string CommittedSuffix = "-c";

    private readonly ConcurrentQueue<string> _cutOffCommits = [];
    private readonly ConcurrentQueue<string> _refusals = [];

    /// <summary>Calls that failed while the daemon ran, with what they said. To the model they are calls whose outcome is open.</summary>
    public IReadOnlyCollection<string> Refusals => _refusals;

    /// <summary>Runs all clients.</summary>
    /// <returns>What each call printed.</returns>
    public async Task<IReadOnlyList<CommandResult>> RunAsync(int round, CancellationToken killed)
    {
        IReadOnlyList<CommandResult>[] all = await Task.WhenAll(
            ImagesAsync(round, killed), SnapshotsAsync(round, killed), LeasesAsync(round, killed), NamespacesAsync(round, killed));
        return [.. all.SelectMany(static results => results)];
    }

    /// <summary>All objects of the clients that the daemon shows.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FindAsync()
    {
        Dictionary<string, string> found = [];
        foreach (string image in await LinesAsync("images", "ls", "-q"))
        {
            found.Add(image, Present);
        }

        // The others are those of imports that were cut off.
        foreach (string lease in (await LinesAsync("leases", "ls", "-q")).Where(static lease => lease.StartsWith("mixed", StringComparison.Ordinal)))
        {
            found.Add($"lease {lease}", Present);
        }

        foreach (string name in (await LinesAsync("namespaces", "ls", "-q")).Where(static name => name.StartsWith("mixed", StringComparison.Ordinal)))
        {
            found.Add($"namespace {name}", Present);
        }

        foreach (string row in (await LinesAsync("snapshots", "--snapshotter", "native", "ls")).Skip(1))
        {
            string[] fields = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string key = fields[0].EndsWith(CommittedSuffix, StringComparison.Ordinal) ? fields[0][..^CommittedSuffix.Length] : fields[0];

            // Under both names at once it is in a state that it can't be in.
            found[$"snapshot {key}"] = found.TryGetValue($"snapshot {key}", out string? other) ? $"{other} and {fields[^1]}" : fields[^1];
        }

        return found;
    }

    /// <summary>Makes the commits again whose answers got lost, if they did not happen; to be called after <see cref="AcknowledgedState.Verify"/>.</summary>
    public async Task RepeatCommitsAsync()
    {
        IReadOnlyDictionary<string, string> found = await FindAsync();
        while (_cutOffCommits.TryDequeue(out string? key))
        {
            if (found.GetValueOrDefault($"snapshot {key}") == Active)
            {
                model.Begin($"snapshot {key}", Committed);
                await daemon.Ctr.OkAsync("snapshots", "--snapshotter", "native", "commit", key + CommittedSuffix, key);
                model.End($"snapshot {key}", Committed, acknowledged: true);
            }
        }
    }

    private async Task<IReadOnlyList<CommandResult>> ImagesAsync(int round, CancellationToken killed)
    {
        List<CommandResult> results = [];
        for (int i = 0; !killed.IsCancellationRequested; i++)
        {
            string name = $"{Prefix}r{round}-{i}:1";
            string archive = work.At($"r{round}-{i}.tar");
            Archive.WriteOci(archive, name, new Image([Layer.Plain(new LayerBuilder().File("name", name).Build())]));
            await CallAsync(results, name, Present, ["images", "import", "--no-unpack", archive], killed);
            if (i % 3 == 1)
            {
                string[] removal = i % 2 == 0 ? ["images", "rm", name] : ["images", "rm", "--sync", name];
                await CallAsync(results, name, AcknowledgedState.Absent, removal, killed);
            }
        }

        return results;
    }

    private async Task<IReadOnlyList<CommandResult>> SnapshotsAsync(int round, CancellationToken killed)
    {
        List<CommandResult> results = [];
        for (int i = 0; !killed.IsCancellationRequested; i++)
        {
            string key = $"r{round}-{i}";
            await CallAsync(results, $"snapshot {key}", Active, ["snapshots", "--snapshotter", "native", "prepare", key], killed);
            if (i % 4 != 0)
            {
                await CallAsync(
                    results, $"snapshot {key}", Committed, ["snapshots", "--snapshotter", "native", "commit", key + CommittedSuffix, key], killed);
            }

            if (i % 4 == 3)
            {
                await CallAsync(
                    results, $"snapshot {key}", AcknowledgedState.Absent, ["snapshots", "--snapshotter", "native", "rm", key + CommittedSuffix], killed);
            }
        }

        return results;
    }

    private Task<IReadOnlyList<CommandResult>> LeasesAsync(int round, CancellationToken killed)
        => PairsAsync(i => ($"lease mixed-r{round}-{i}", ["leases", "create", "--id", $"mixed-r{round}-{i}"], ["leases", "rm", $"mixed-r{round}-{i}"]), killed);

    private Task<IReadOnlyList<CommandResult>> NamespacesAsync(int round, CancellationToken killed)
        => PairsAsync(i => ($"namespace mixed-r{round}-{i}", ["namespaces", "create", $"mixed-r{round}-{i}"], ["namespaces", "rm", $"mixed-r{round}-{i}"]), killed);

    /// <summary>Makes one object after the other, and removes every second.</summary>
    private async Task<IReadOnlyList<CommandResult>> PairsAsync(Func<int, (string Key, string[] Create, string[] Remove)> calls, CancellationToken killed)
    {
        List<CommandResult> results = [];
        for (int i = 0; !killed.IsCancellationRequested; i++)
        {
            (string key, string[] create, string[] remove) = calls(i);
            await CallAsync(results, key, Present, create, killed);
            if (i % 2 == 1)
            {
                await CallAsync(results, key, AcknowledgedState.Absent, remove, killed);
            }
        }

        return results;
    }

    private async Task CallAsync(List<CommandResult> results, string key, string next, string[] arguments, CancellationToken killed)
    {
        if (killed.IsCancellationRequested)
        {
            return;
        }

        model.Begin(key, next);
        CommandResult result = await daemon.Ctr.RunAsync(arguments);
        if (result.ExitCode != 0 && !killed.IsCancellationRequested)
        {
            _refusals.Enqueue($"{result.CommandLine}: {result.Error}");
        }

        model.End(key, next, result.ExitCode == 0);
        if (result.ExitCode != 0 && next == Committed)
        {
            _cutOffCommits.Enqueue(key["snapshot ".Length..]);
        }

        results.Add(result);
    }

    private async Task<string[]> LinesAsync(params string[] arguments)
        => (await daemon.Ctr.OkAsync(arguments)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
