using Bolt.Tests.Support;
using Xunit.Abstractions;

namespace Crash.Tests;

public sealed class FullDiskTests(ITestOutputHelper output)
{
    private const int Most = 200;

    [PeerFact("root", "ctr", "mount", Tools.PluginHost)]
    public async Task A_full_disk_refuses_with_its_name_loses_nothing_and_is_used_again_when_there_is_room()
    {
        using BoltPeer peer = new();
        using ScratchDirectory work = new();
        await using PluginHostDaemon daemon = new();
        Directory.CreateDirectory(daemon.Directory.Root);
        (await Command.RunAsync("mount", "-t", "tmpfs", "-o", "size=6m,mode=0700", "tmpfs", daemon.Directory.Root)).Checked();
        string reserve = Path.Join(daemon.Directory.Root, "reserve");
        await File.WriteAllBytesAsync(reserve, new byte[1 << 20]);
        await daemon.StartAsync();
        AcknowledgedState model = new();

        // Until the blobs do not fit any more, then until the metadata does not.
        CommandResult refusedImport = await FillAsync(model, "image", async i =>
        {
            string archive = work.At($"{i}.tar");
            byte[] content = new byte[300_000];
            new Random(i).NextBytes(content);
            Archive.WriteOci(archive, $"example.com/full/{i}:1", new Image([Layer.Plain(new LayerBuilder().File("data", content).Build())]));
            return await daemon.Ctr.RunAsync("images", "import", "--no-unpack", archive);
        });
        await FillUpAsync(Path.Join(daemon.Directory.Root, "ballast"));
        string label = "filler=" + new string('x', 3000);
        CommandResult refusedChange = await FillAsync(model, "lease", i => daemon.Ctr.RunAsync("leases", "create", "--id", $"full-{i}", label));

        output.WriteLine(refusedImport.Error + refusedChange.Error);
        Assert.Contains("no space left on device", refusedImport.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("meta.db: ", refusedChange.Error, StringComparison.Ordinal);
        Assert.Contains("no space left on device", refusedChange.Error, StringComparison.Ordinal);
        model.Verify(await FindAsync(daemon));

        File.Delete(reserve);
        (await daemon.Ctr.RunAsync("leases", "create", "--id", "room", label)).Checked();
        (await daemon.Ctr.RunAsync("leases", "rm", "room")).Checked();
        model.Verify(await FindAsync(daemon));
        await StoreCheck.BlobsAreWholeAsync(daemon);

        await daemon.KillAsync();
        await daemon.StartAsync();
        model.Verify(await FindAsync(daemon));
        await daemon.StopAsync();
        Assert.Equal("ok", peer.Check(Path.Join(daemon.Directory.Root, "io.containerd.metadata.v1.bolt", "meta.db")));
    }

    /// <summary>Calls until one is refused.</summary>
    private static async Task<CommandResult> FillAsync(AcknowledgedState model, string kind, Func<int, Task<CommandResult>> call)
    {
        for (int i = 0; i < Most; i++)
        {
            string key = $"{kind} {i}";
            model.Begin(key, "present");
            CommandResult result = await call(i);
            model.End(key, "present", result.ExitCode == 0);
            if (result.ExitCode != 0)
            {
                return result;
            }
        }

        throw new InvalidOperationException($"{Most} calls, and none was refused");
    }

    /// <summary>Takes what room is left.</summary>
    private static async Task FillUpAsync(string path)
    {
        await using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] page = new byte[4096];
        try
        {
            while (true)
            {
                await file.WriteAsync(page);
            }
        }
        catch (IOException e)
        {
            Assert.Contains("No space left on device", e.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> FindAsync(TestDaemon daemon)
    {
        Dictionary<string, string> found = [];
        foreach (string image in (await daemon.Ctr.OkAsync("images", "ls", "-q")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            found.Add($"image {image.Split('/', ':')[2]}", "present");
        }

        foreach (string lease in (await daemon.Ctr.OkAsync("leases", "ls", "-q")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(static lease => lease.StartsWith("full-", StringComparison.Ordinal)))
        {
            found.Add($"lease {lease["full-".Length..]}", "present");
        }

        return found;
    }
}
