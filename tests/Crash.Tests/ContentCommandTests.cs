using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Crash.Tests;

/// <summary><c>pluginhost content check</c> as an operator runs it.</summary>
public sealed class ContentCommandTests
{
    /// <summary>Orphans stay until they are asked for.</summary>
    private const string CollectsWhenAsked = """
        [plugins."io.containerd.gc.v1.scheduler"]
          startup_delay = "1000h"
          mutation_threshold = 0
        """;

    [RequiresTheory("root", "ctr", "busybox", Tools.PluginHost)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Damaged_missing_unreadable_and_orphaned_blobs_are_named_with_and_without_a_daemon(bool running)
    {
        using ScratchDirectory work = new();
        await using PluginHostDaemon daemon = new() { ExtraConfiguration = CollectsWhenAsked };
        Archive.WriteOci(work.At("demo.tar"), DemoImage.Name, DemoImage.Busybox());
        await daemon.StartAsync();
        await daemon.Ctr.OkAsync("images", "import", work.At("demo.tar"));
        string[] put = new string[4];
        foreach (int number in Enumerable.Range(0, put.Length))
        {
            put[number] = await PutAsync(daemon, $"content of blob {number}");
        }

        CommandResult whole = (await RunAsync(daemon)).Checked();
        Assert.Matches("^[0-9]+ blobs with [0-9]+ bytes read, [0-9]+ at a time: 0 with faults, 0 orphaned\n$", whole.Text);

        string layer = (await daemon.Ctr.OkAsync("content", "ls", "-q")).Text.Split('\n').First(digest => !put.Contains(digest));
        if (!running)
        {
            Assert.Equal(0, await daemon.StopAsync());
        }

        byte[] bytes = await File.ReadAllBytesAsync(PathOf(daemon, layer));
        bytes[bytes.Length / 2] ^= 0x10;
        await File.WriteAllBytesAsync(PathOf(daemon, layer), bytes);
        await File.WriteAllTextAsync(PathOf(daemon, put[0]), "content");
        File.Delete(PathOf(daemon, put[1]));
        File.Delete(PathOf(daemon, put[2]));
        File.CreateSymbolicLink(PathOf(daemon, put[2]), "/proc/self/mem");
        string orphan = DigestOf("nobody's");
        await File.WriteAllTextAsync(PathOf(daemon, orphan), "nobody's");
        await File.WriteAllTextAsync(Path.Join(Path.GetDirectoryName(PathOf(daemon, orphan)), "README"), "foreign");

        CommandResult result = await RunAsync(daemon, "--parallel", "3");
        Assert.Equal(1, result.ExitCode);
        Assert.Matches(
            $"(?m)^{layer}: damaged: {bytes.Length} bytes with digest sha256:[0-9a-f]{{64}}\n  in namespace default\n  of image default/{DemoImage.Name}$", result.Text);
        Assert.Contains($"{put[0]}: damaged: 7 of 17 bytes, with digest {DigestOf("content")}\n  in namespace default\n", result.Text, StringComparison.Ordinal);
        Assert.Contains($"{put[1]}: missing: recorded with 17 bytes, not in the content store\n  in namespace default\n", result.Text, StringComparison.Ordinal);
        Assert.Matches($"(?m)^{put[2]}: unreadable: .*Input/output error.*\n  in namespace default$", result.Text);
        Assert.Contains($"{orphan}: orphaned: 8 bytes without a record, the next collection removes it\n", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(put[3], result.Text, StringComparison.Ordinal);
        Assert.Matches("[0-9]+ bytes read, 3 at a time: 4 with faults, 1 orphaned\n$", result.Text);
        Assert.Empty(result.Error);

        Assert.Matches("^1 blobs with 17 bytes read, .*: 0 with faults", (await RunAsync(daemon, $"digest==\"{put[3]}\"")).Checked().Text);
    }

    [RequiresFact("root", "ctr", Tools.PluginHost)]
    public async Task A_blob_that_has_lost_bytes_is_not_served_and_uploading_it_again_puts_it_right()
    {
        await using PluginHostDaemon daemon = new() { ExtraConfiguration = CollectsWhenAsked };
        await daemon.StartAsync();
        string digest = await PutAsync(daemon, "some content");
        await File.WriteAllTextAsync(PathOf(daemon, digest), "some");

        CommandResult read = await daemon.Ctr.RunAsync("content", "get", digest);
        Assert.Equal(1, read.ExitCode);
        Assert.Equal("", read.Text);
        Assert.Contains($"content {digest} has 4 bytes in the content store, 12 are recorded: data loss", read.Error, StringComparison.Ordinal);

        await daemon.Ctr.OkAsync("content", "rm", digest);
        await PutAsync(daemon, "some content");
        Assert.Equal("some content", (await daemon.Ctr.OkAsync("content", "get", digest)).Text);
        Assert.Contains("damaged blob replaced by what was uploaded", daemon.Log, StringComparison.Ordinal);
    }

    [RequiresFact("root", Tools.PluginHost)]
    public async Task What_makes_no_sense_is_named()
    {
        await using PluginHostDaemon daemon = new();
        await daemon.StartAsync();
        await FailsAsync(daemon, "content sweep: no such command; see pluginhost content help: invalid argument", "sweep");
        await FailsAsync(daemon, "content: unknown flag --fast; see pluginhost content help: invalid argument", "check", "--fast");
        await FailsAsync(daemon, "content: the flag --parallel needs a value: invalid argument", "check", "--parallel");
        await FailsAsync(daemon, "content: --parallel 0 is no number from 1 to 256: invalid argument", "check", "--parallel", "0");
        foreach (bool running in (bool[])[true, false])
        {
            if (!running)
            {
                await daemon.StopAsync();
            }

            string place = running ? $"{daemon.Address}: " : "";
            await FailsAsync(daemon, $"{place}namespace \"nowhere\": not found", "check", "--namespace", "nowhere");
            await FailsAsync(daemon, $"{place}filters: parse error: [x==]: expected value or quoted: invalid argument", "check", "x==");
        }
    }

    private static async Task<string> PutAsync(PluginHostDaemon daemon, string text)
    {
        string digest = DigestOf(text);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        (await daemon.Ctr.RunWithInputAsync(
            bytes, "content", "ingest", "--expected-digest", digest, "--expected-size", bytes.Length.ToString(CultureInfo.InvariantCulture), $"ref-{digest}"))
            .Checked();
        return digest;
    }

    private static Task<CommandResult> RunAsync(PluginHostDaemon daemon, params string[] arguments)
        => Command.RunAsync(Tools.PluginHost, ["content", "check", "--config", daemon.Directory.ConfigFile, .. arguments]);

    private static async Task FailsAsync(PluginHostDaemon daemon, string text, params string[] arguments)
    {
        CommandResult result = await Command.RunAsync(Tools.PluginHost, ["content", .. arguments, "--config", daemon.Directory.ConfigFile]);
        Assert.Equal((1, $"pluginhost: {text}\n"), (result.ExitCode, result.Error));
    }

    private static string PathOf(PluginHostDaemon daemon, string digest)
        => Path.Join(daemon.Directory.Root, "io.containerd.content.v1.content", "blobs", "sha256", digest["sha256:".Length..]);

    private static string DigestOf(string text) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
