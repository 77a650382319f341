namespace Suites.Tests;

/// <summary>Runs each suite once, on a fresh daemon, when its first case is asked for.</summary>
public sealed class SuiteRuns
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly Dictionary<string, Task<SuiteReport>> _reports = [];

    /// <summary>containerd's snapshotter suite on a snapshotter of the daemon.</summary>
    internal Task<SuiteReport> SnapshotsAsync(string snapshotter) => OnceAsync(snapshotter, () => RunAsync("TestSnapshots", snapshotter));

    /// <summary>containerd's content suite.</summary>
    internal Task<SuiteReport> ContentAsync() => OnceAsync("", () => RunAsync("TestContent", ""));

    private Task<SuiteReport> OnceAsync(string key, Func<Task<SuiteReport>> run)
    {
        if (!_reports.TryGetValue(key, out Task<SuiteReport>? report))
        {
            _reports[key] = report = run();
        }

        return report;
    }

    private static async Task<SuiteReport> RunAsync(string test, string snapshotter)
    {
        string program = await GoProgram.Suites.BuildAsync();
        await using TestDaemon daemon = SubjectDaemon.Create();
        if (snapshotter == "btrfs")
        {
            Directory.CreateDirectory(daemon.Directory.Root);
            await FileSystemImage.MountBtrfsAsync(Path.Join(daemon.Directory.Root, "io.containerd.snapshotter.v1.btrfs"));
        }

        await daemon.StartAsync();
        using ScratchDirectory work = new();
        Command suite = new(program, ["-test.v", "-test.root", "-test.run", $"^{test}$"])
        {
            Environment = new Dictionary<string, string>
            {
                ["CONTAINERD_ADDRESS"] = daemon.Address, ["SNAPSHOTTER"] = snapshotter, ["TMPDIR"] = work.Path,
            },
            WorkingDirectory = work.Path,
            Timeout = Limit,
        };
        CommandResult result = await suite.RunAsync(CancellationToken.None);

        return SuiteReport.Parse($"{result.Text}\n{result.Error}\nexit {result.ExitCode}");
    }
}
