namespace Crash.Tests;

public sealed class CommitCrashTests
{
    private const int Count = 7;
    private const int Writers = 3;

    [RequiresFact("root", "ctr", "busybox", SubjectDaemon.Requirement)]
    public async Task A_daemon_killed_while_blobs_are_committed_keeps_all_that_it_acknowledged()
    {
        using ScratchDirectory work = new();
        await using TestDaemon daemon = await SubjectDaemon.StartAsync();
        List<string> acknowledged = [];
        int round = 0;
        foreach (TimeSpan delay in Rounds.Delays(Count, TimeSpan.FromSeconds(1.5)))
        {
            int current = round++;
            IReadOnlyList<CommandResult> results = await Rounds.KillDuringAsync(daemon, delay, async killed =>
                [.. (await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(daemon, work, current, writer, killed)))).SelectMany(all => all)]);
            acknowledged.AddRange(results.Where(result => result.ExitCode == 0).Select(result => result.CommandLine.Split(' ')[^1]));

            await StoreCheck.BlobsAreWholeAsync(daemon);
            string images = (await daemon.Ctr.OkAsync("images", "ls", "-q")).Text;
            string check = (await daemon.Ctr.OkAsync("images", "check")).Text;
            Assert.All(acknowledged, archive => Assert.Contains(NameOf(archive), images, StringComparison.Ordinal));
            Assert.DoesNotContain("incomplete", check, StringComparison.Ordinal);
        }

        Assert.NotEmpty(acknowledged);
        await StoreCheck.NothingIsOrphanedAsync(daemon);
    }

    /// <summary>Imports one small image after the other until the daemon is gone.</summary>
    private static async Task<IReadOnlyList<CommandResult>> WriteAsync(TestDaemon daemon, ScratchDirectory work, int round, int writer,
        CancellationToken killed)
    {
        List<CommandResult> results = [];
        while (!killed.IsCancellationRequested)
        {
            string archive = work.At($"r{round}-w{writer}-{results.Count}.tar");
            Archive.WriteOci(archive, NameOf(archive), new Image([Layer.Plain(new LayerBuilder().File("name", archive).Build())]));
            Command import = daemon.Ctr.Command(default, "images", "import", "--no-unpack", archive);
            results.Add(await import.RunAsync(CancellationToken.None));
        }

        return results;
    }

    private static string NameOf(string archive) => $"example.com/crash/{Path.GetFileNameWithoutExtension(archive)}:1";
}
