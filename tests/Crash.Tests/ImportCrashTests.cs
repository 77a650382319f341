namespace Crash.Tests;

public sealed class ImportCrashTests
{
    private const int Count = 8;

    [RequiresFact("root", "ctr", "busybox", SubjectDaemon.Requirement)]
    public async Task A_daemon_killed_during_imports_keeps_what_it_acknowledged_and_shows_nothing_half_written()
    {
        using ScratchDirectory work = new();
        Archive.WriteOci(work.At("before.tar"), DemoImage.Name, DemoImage.Busybox());
        Archive.WriteOci(work.At("large.tar"), "example.com/demo/large:1", DemoImage.Large(4, 8 << 20));
        await using TestDaemon daemon = await SubjectDaemon.StartAsync();
        await daemon.Ctr.OkAsync("images", "import", work.At("before.tar"));

        foreach (TimeSpan delay in Rounds.Delays(Count, TimeSpan.FromSeconds(1.2)))
        {
            IReadOnlyList<CommandResult> imports = await Rounds.KillDuringAsync(daemon, delay, async _ =>
                [await daemon.Ctr.RunAsync("images", "import", work.At("large.tar"))]);

            await StoreCheck.ImageIsCompleteAsync(daemon, DemoImage.Name);
            await StoreCheck.BlobsAreWholeAsync(daemon);
            if (imports[0].ExitCode == 0)
            {
                await StoreCheck.ImageIsCompleteAsync(daemon, "example.com/demo/large:1");
            }

            await daemon.Ctr.OkAsync("images", "rm", "--sync", "example.com/demo/large:1");
        }

        await daemon.Ctr.OkAsync("images", "import", work.At("large.tar"));
        await StoreCheck.ImageIsCompleteAsync(daemon, "example.com/demo/large:1");
        await StoreCheck.NothingIsOrphanedAsync(daemon);
        Assert.Empty(daemon.Directory.Mounts());
    }
}
