using System.Diagnostics;
using PluginHost.Linux;

namespace HostileInput.Tests;

/// <summary>Layers that are small to carry and huge to unpack.</summary>
public sealed class BombTests
{
    private const string Name = "example.com/hostile/bomb:1";
    private const int AllowedMegabytes = 90;
    private const long Gibibyte = 1L << 30;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [RequiresFact("root", "ctr", "busybox", "mount", SubjectDaemon.Requirement)]
    public async Task A_layer_that_does_not_fit_the_disk_is_refused_and_gives_the_room_back()
    {
        using ScratchDirectory work = new();
        await using TestDaemon daemon = SubjectDaemon.Create();
        Directory.CreateDirectory(daemon.Directory.Root);
        (await Command.RunAsync("mount", "-t", "tmpfs", "-o", "size=64m,mode=0700", "tmpfs", daemon.Directory.Root)).Checked();
        await daemon.StartAsync();
        await ImportGoodAsync(daemon, work);
        Traces before = await Traces.OfAsync(daemon);
        long free = new DriveInfo(daemon.Directory.Root).AvailableFreeSpace;
        Bomb.OneFile(work.At("bomb.tar"), Name, 4 * Gibibyte);
        Assert.True(new FileInfo(work.At("bomb.tar")).Length < 8 << 20);
        DaemonMemory memory = new(daemon.ProcessId);

        CommandResult import = await daemon.Ctr.RunAsync("images", "import", work.At("bomb.tar"));

        Assert.Equal(1, import.ExitCode);
        Assert.Contains("no space left on device", import.Error, StringComparison.Ordinal);
        await daemon.Ctr.RunAsync("images", "rm", "--sync", Name);
        Assert.Equal(before, await Traces.OfAsync(daemon));
        long kept = free - new DriveInfo(daemon.Directory.Root).AvailableFreeSpace;
        Assert.True(kept < 4 << 20, $"{kept} bytes did not come back");
        Assert.True(memory.GrowthInMegabytes() < AllowedMegabytes, $"grew by {memory.GrowthInMegabytes()} MB");
        await ImportGoodAsync(daemon, work);
    }

    [RequiresFact("root", "ctr", "busybox", SubjectDaemon.Requirement)]
    public async Task Gigabytes_behind_the_end_of_an_archive_take_neither_memory_nor_room()
    {
        using ScratchDirectory work = new();
        await using TestDaemon daemon = await SubjectDaemon.StartAsync();
        Bomb.BehindTheEnd(work.At("bomb.tar"), Name, 2 * Gibibyte);
        DaemonMemory memory = new(daemon.ProcessId);

        CommandResult import = await daemon.Ctr.Command(default, "images", "import", work.At("bomb.tar")).Within(TimeSpan.FromMinutes(5))
            .RunAsync(CancellationToken.None);

        Assert.Equal(1, import.ExitCode);
        Assert.Contains("wrong diff id calculated on extraction", import.Error, StringComparison.Ordinal);
        Assert.True(memory.GrowthInMegabytes() < AllowedMegabytes, $"grew by {memory.GrowthInMegabytes()} MB");
    }

    [RequiresFact("root", "ctr", "busybox", SubjectDaemon.Requirement)]
    public async Task A_client_that_goes_away_ends_the_unpacking_and_its_room_can_be_collected()
    {
        using ScratchDirectory work = new();
        await using TestDaemon daemon = await SubjectDaemon.StartAsync();
        await ImportGoodAsync(daemon, work);
        Traces before = await Traces.OfAsync(daemon);
        string snapshots = Path.Join(daemon.Directory.Root, "io.containerd.snapshotter.v1.overlayfs", "snapshots");
        Bomb.OneFile(work.At("bomb.tar"), Name, 64 * Gibibyte);
        DaemonMemory memory = new(daemon.ProcessId);
        using Process import = daemon.Ctr.Command(default, "images", "import", work.At("bomb.tar")).Start();
        try
        {
            await Poll.UntilAsync("the file grows", Limit, () => Sizes(snapshots).Any(size => size > 1 << 20), () => daemon.Log);
        }
        finally
        {
            LibC.TryKill(import.Id, Signals.SIGKILL);
            await import.WaitForExitAsync();
        }

        await Poll.UntilAsync("the daemon has closed the file", Limit, () => !HasOpen(daemon.ProcessId, snapshots));

        Assert.All(Sizes(snapshots), size => Assert.Equal(0, size));
        Assert.True(memory.GrowthInMegabytes() < AllowedMegabytes, $"grew by {memory.GrowthInMegabytes()} MB");
        Assert.Empty(daemon.Directory.Mounts());
        foreach (string lease in (await daemon.Ctr.OkAsync("leases", "ls", "-q")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await daemon.Ctr.OkAsync("leases", "rm", "--sync", lease);
        }

        await daemon.Ctr.RunAsync("images", "rm", "--sync", Name);
        foreach (string line in (await daemon.Ctr.OkAsync("snapshots", "ls")).Text.Split('\n').Where(line => line.StartsWith("extract-", StringComparison.Ordinal)))
        {
            await daemon.Ctr.OkAsync("snapshots", "rm", line.Split(' ')[0]);
        }

        Assert.Equal(before, await Traces.OfAsync(daemon));
        await ImportGoodAsync(daemon, work);
    }

    private static async Task ImportGoodAsync(TestDaemon daemon, ScratchDirectory work)
    {
        Archive.WriteOci(work.At("good.tar"), DemoImage.Name, DemoImage.Busybox());
        await daemon.Ctr.OkAsync("images", "import", work.At("good.tar"));
    }

    private static IReadOnlyList<long> Sizes(string snapshots)
        => [.. Directory.EnumerateDirectories(snapshots).Select(directory => new FileInfo(Path.Join(directory, "fs", "zeros")))
            .Where(file => file.Exists).Select(file => file.Length)];

    // A descriptor may be closed between the listing and the look at it.
    private static bool HasOpen(int processId, string directory)
        => Directory.EnumerateFiles($"/proc/{processId}/fd")
            .Any(file => LibC.TryReadlinkAt(SafeFileDescriptor.CurrentDirectory, file, out string target) == 0
                && target.StartsWith(directory + "/", StringComparison.Ordinal));
}
