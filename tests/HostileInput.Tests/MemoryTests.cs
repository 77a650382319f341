namespace HostileInput.Tests;

public sealed class MemoryTests
{
    private const string Name = "example.com/hostile/huge:1";
    private const int Megabyte = 1 << 20;

    [RequiresFact("root", "ctr", SubjectDaemon.Requirement)]
    public async Task A_manifest_of_100_MB_is_refused_and_does_not_grow_the_daemon()
    {
        using ScratchDirectory work = new();
        await using TestDaemon daemon = await SubjectDaemon.StartAsync();
        HostileImage.HugeManifest(work.At("huge.tar"), Name, 100 * Megabyte);
        DaemonMemory memory = new(daemon.ProcessId);

        CommandResult import = await daemon.Ctr.RunAsync("images", "import", work.At("huge.tar"));

        Assert.NotEqual(0, import.ExitCode);
        Assert.Contains("the limit is 16777216", import.Error, StringComparison.Ordinal);
        Assert.True(memory.GrowthInMegabytes() < 90, $"grew by {memory.GrowthInMegabytes()} MB: {import.Error}");

        // The client's lease went with the client; a collection takes what it held.
        string lease = (await daemon.Ctr.OkAsync("leases", "create")).Line;
        await daemon.Ctr.OkAsync("leases", "rm", "--sync", lease);
        Assert.Empty((await daemon.Ctr.OkAsync("images", "ls", "-q")).Line);
        Assert.Empty((await daemon.Ctr.OkAsync("content", "ls", "-q")).Line);
    }

    [RequiresFact("root", "ctr", SubjectDaemon.Requirement)]
    public async Task A_blob_of_512_MB_does_not_grow_the_daemon()
    {
        using ScratchDirectory work = new();
        await using TestDaemon daemon = await SubjectDaemon.StartAsync();
        DaemonMemory memory = new(daemon.ProcessId);

        CommandResult ingest = await new Command("/bin/sh", ["-c", "head -c 536870912 /dev/zero | ctr content ingest zeros"])
        {
            Environment = daemon.Ctr.Environment,
        }.RunAsync(CancellationToken.None);
        CommandResult read = await new Command("/bin/sh", ["-c", "ctr content get $(ctr content ls -q) | wc -c"])
        {
            Environment = daemon.Ctr.Environment,
        }.RunAsync(CancellationToken.None);

        Assert.True(ingest.ExitCode == 0, ingest.Error);
        Assert.Equal("536870912", read.Line);
        Assert.True(memory.GrowthInMegabytes() < 90, $"grew by {memory.GrowthInMegabytes()} MB");
    }
}
