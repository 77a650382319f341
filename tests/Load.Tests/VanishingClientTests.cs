using System.Diagnostics;

namespace Load.Tests;

public sealed class VanishingClientTests
{
    private const int Clients = 20;

    /// <summary>Open files that come and go on their own.</summary>
    private const int Slack = 10;

    private static readonly Layer LargeLayer = Layer.Plain(new LayerBuilder().File("large", new byte[32 << 20]).Build());

    private static readonly Dictionary<string, string> Streams = new()
    {
        ["events"] = "exec ctr events",
        ["content read"] = $"ctr content get {LargeLayer.Blob.Digest} | (head -c 1000 >/dev/null; sleep 100)",
        ["content write"] = "(head -c 1000000 /dev/zero; sleep 100) | ctr content ingest vanishing-$$",
        ["image import"] = "(head -c 100000 archive.tar; sleep 100) | ctr images import -",
        ["attached run"] = $"(sleep 100) | ctr run {DemoImage.Name} vanishing-$$ cat",
    };

    public static TheoryData<string> StreamNames => [.. Streams.Keys];

    [RequiresTheory("root", "ctr", "runc", "busybox", SubjectDaemon.Requirement)]
    [MemberData(nameof(StreamNames))]
    public async Task Clients_that_vanish_in_a_stream_leave_nothing_open(string stream)
    {
        using ScratchDirectory work = new();
        Archive.WriteOci(work.At("archive.tar"), DemoImage.Name, DemoImage.Busybox());
        await using TestDaemon daemon = await SubjectDaemon.StartAsync();
        await daemon.Ctr.OkAsync("images", "import", work.At("archive.tar"));
        Archive.WriteOci(work.At("large.tar"), "example.com/load/large:1", new Image([LargeLayer]));
        await daemon.Ctr.OkAsync("images", "import", "--no-unpack", work.At("large.tar"));

        // What a first run loads stays open.
        await daemon.Ctr.OkAsync("run", "--rm", DemoImage.Name, "first", "true");
        int before = await SettledOpenFilesAsync(daemon);

        int clients = stream == "attached run" ? Clients / 4 : Clients;
        List<Process> shells = [.. Enumerable.Range(0, clients).Select(_ => Shell(daemon, work, Streams[stream]))];
        await Poll.UntilAsync("all clients are in their stream", TimeSpan.FromSeconds(60), () => InStreamAsync(daemon, stream, clients, before),
            () => $"{before} files were open, now {OpenFiles(daemon)}:\n{OpenFileNames(daemon)}");
        foreach (Process shell in shells)
        {
            shell.Kill(entireProcessTree: true);
            await shell.WaitForExitAsync();
            shell.Dispose();
        }

        if (stream == "attached run")
        {
            await RemoveContainersAsync(daemon, clients);
        }

        await Poll.UntilAsync($"open files return from {OpenFiles(daemon)} to {before}", TimeSpan.FromSeconds(60),
            () => OpenFiles(daemon) <= before + Slack, () => OpenFileNames(daemon));
        Assert.Equal(0, (await daemon.Ctr.RunAsync("version")).ExitCode);
    }

    [RequiresFact("root", "ctr", SubjectDaemon.Requirement)]
    public async Task An_upload_whose_client_vanished_can_be_taken_up_by_another()
    {
        using ScratchDirectory work = new();
        await using TestDaemon daemon = await SubjectDaemon.StartAsync();
        await File.WriteAllBytesAsync(work.At("content"), new byte[2_000_000]);
        using Process first = Shell(daemon, work, "(head -c 1000000 content; sleep 100) | ctr content ingest upload");
        await Poll.UntilAsync("the upload has begun", TimeSpan.FromSeconds(10),
            async () => (await daemon.Ctr.OkAsync("content", "active", "ref==upload")).Text.Contains("upload", StringComparison.Ordinal));
        first.Kill(entireProcessTree: true);
        await first.WaitForExitAsync();

        CommandResult second = await new Command("/bin/sh", ["-c", "ctr content ingest upload <content"])
        {
            Environment = daemon.Ctr.Environment,
            WorkingDirectory = work.Path,
        }.RunAsync(CancellationToken.None);

        Assert.True(second.ExitCode == 0, second.Error);
        Assert.Equal(Blob.DigestOf(new byte[2_000_000]), (await daemon.Ctr.OkAsync("content", "ls", "-q")).Line);
    }

    /// <summary>Each client holds a connection; a run has also made its task.</summary>
    private static async Task<bool> InStreamAsync(TestDaemon daemon, string stream, int clients, int before) => stream switch
    {
        "attached run" => (await daemon.Ctr.OkAsync("tasks", "ls")).Text.Split("RUNNING").Length - 1 == clients,
        "content write" => (await daemon.Ctr.OkAsync("content", "active")).Text.Split("vanishing-").Length - 1 == clients,
        _ => OpenFiles(daemon) >= before + clients - Slack,
    };

    /// <summary>A container does not end with the one who started it.</summary>
    private static async Task RemoveContainersAsync(TestDaemon daemon, int clients)
    {
        string[] ids = (await daemon.Ctr.OkAsync("tasks", "ls", "-q")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(clients, ids.Length);
        foreach (string id in ids)
        {
            await daemon.Ctr.OkAsync("tasks", "rm", "-f", id);
            await daemon.Ctr.OkAsync("containers", "rm", id);
        }
    }

    private static Process Shell(TestDaemon daemon, ScratchDirectory work, string command)
        => new Command("/bin/sh", ["-c", command]) { Environment = daemon.Ctr.Environment, WorkingDirectory = work.Path }.Start();

    private static string OpenFileNames(TestDaemon daemon)
        => string.Join('\n', Directory.EnumerateFiles($"/proc/{daemon.ProcessId}/fd").Select(file => File.ResolveLinkTarget(file, false)?.FullName)
            .GroupBy(name => name).Select(group => $"{group.Count()} {group.Key}"));

    /// <summary>The open files when what earlier clients and containers used has been closed: a number that stays for a second.</summary>
    private static async Task<int> SettledOpenFilesAsync(TestDaemon daemon)
    {
        int settled = OpenFiles(daemon);
        Stopwatch same = Stopwatch.StartNew();
        await Poll.UntilAsync("the number of open files stays", TimeSpan.FromSeconds(60), () =>
        {
            int now = OpenFiles(daemon);
            if (now != settled)
            {
                settled = now;
                same.Restart();
            }

            return same.Elapsed > TimeSpan.FromSeconds(1);
        });
        return settled;
    }

    private static int OpenFiles(TestDaemon daemon) => Directory.EnumerateFiles($"/proc/{daemon.ProcessId}/fd").Count();
}
