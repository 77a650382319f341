using Bolt.Tests.Support;

namespace Crash.Tests;

/// <summary><c>pluginhost metadata</c> as an operator runs it; the real bbolt looks at each file that comes out.</summary>
public sealed class MetadataCommandTests(BoltPeer peer) : IClassFixture<BoltPeer>
{
    private const string Directory = "io.containerd.metadata.v1.bolt";

    [PeerFact("root", "ctr", Tools.PluginHost)]
    public async Task A_running_daemon_is_checked_and_backed_up_and_refuses_to_be_restored_or_compacted()
    {
        await using PluginHostDaemon daemon = new();
        await daemon.StartAsync();
        await daemon.Ctr.OkAsync("namespaces", "create", "before");
        string backup = Path.Join(daemon.Directory.Base, "copy.db");

        CommandResult check = (await RunAsync(daemon, "check")).Checked();
        Assert.StartsWith($"{FileOf(daemon)}: ok\n  transaction ", check.Text, StringComparison.Ordinal);
        Assert.EndsWith("open in the daemon\n", check.Text, StringComparison.Ordinal);
        CommandResult made = (await RunAsync(daemon, "backup", backup)).Checked();
        Assert.Matches($"^{backup}: transaction [0-9]+, [0-9]+ bytes, verified\n$", made.Text);
        await daemon.Ctr.OkAsync("namespaces", "create", "after");

        Assert.Equal("ok", peer.Check(backup));
        Assert.Contains(Hex("before"), peer.Dump(backup), StringComparison.Ordinal);
        Assert.DoesNotContain(Hex("after"), peer.Dump(backup), StringComparison.Ordinal);
        await FailsAsync(daemon, $"{backup}: rename: file exists", "backup", backup);
        await FailsAsync(daemon, $"a daemon runs on {daemon.Directory.Root}: stop it before \"metadata restore\"", "restore", backup);
        await FailsAsync(daemon, $"a daemon runs on {daemon.Directory.Root}: stop it before \"metadata compact\"", "compact");

        string named = (await RunAsync(daemon, "backup")).Checked().Text.Split(": ")[0];
        Assert.Matches($"^{FileOf(daemon)}\\.[0-9]{{8}}T[0-9]{{6}}Z\\.bak$", named);
        Assert.Equal("ok", peer.Check(named));
        Assert.Equal(0, await daemon.StopAsync());
    }

    [PeerFact("root", "ctr", Tools.PluginHost)]
    public async Task Without_a_daemon_a_file_is_checked_backed_up_compacted_and_restored()
    {
        await using PluginHostDaemon daemon = new();
        await daemon.StartAsync();
        await daemon.Ctr.OkAsync("namespaces", "create", "first");
        await daemon.StopAsync();
        string file = FileOf(daemon);
        string before = peer.Dump(file);
        string backup = Path.Join(daemon.Directory.Base, "copy.db");

        Assert.EndsWith("no daemon has it open\n", (await RunAsync(daemon, "check")).Checked().Text, StringComparison.Ordinal);
        (await RunAsync(daemon, "backup", backup)).Checked();
        (await RunAsync(daemon, "compact")).Checked();
        Assert.Equal("ok", peer.Check(file));
        Assert.Equal(before, peer.Dump(file));
        Assert.Equal("ok", peer.Check(backup));
        Assert.Equal(before, peer.Dump(backup));

        await daemon.StartAsync();
        await daemon.Ctr.OkAsync("namespaces", "create", "second");
        await daemon.StopAsync();
        CommandResult restored = (await RunAsync(daemon, "restore", backup)).Checked();
        Assert.EndsWith($" restored from {backup}; what was there is {file}.replaced-1\n", restored.Text, StringComparison.Ordinal);
        Assert.Equal(before, peer.Dump(file));
        Assert.Contains(Hex("second"), peer.Dump(file + ".replaced-1"), StringComparison.Ordinal);

        File.Delete(file);
        (await RunAsync(daemon, "restore", backup)).Checked();
        await daemon.StartAsync();
        Assert.Equal(["first"], Names((await daemon.Ctr.OkAsync("namespaces", "ls", "-q")).Text));
        await daemon.StopAsync();
        Assert.Equal("ok", peer.Check(file));
    }

    [PeerFact("root", "ctr", Tools.PluginHost)]
    public async Task A_damaged_file_is_named_opened_read_only_and_restored_by_the_command_in_the_log()
    {
        await using PluginHostDaemon daemon = new();
        await daemon.StartAsync();
        await daemon.Ctr.OkAsync("namespaces", "create", "kept");
        string backup = (await RunAsync(daemon, "backup")).Checked().Text.Split(": ")[0];
        await daemon.StopAsync();
        string file = FileOf(daemon);
        DamageBothStates(file);

        CommandResult check = await RunAsync(daemon, "check");
        string restore = $"pluginhost metadata restore --root {daemon.Directory.Root} {backup}";
        Assert.Equal(1, check.ExitCode);
        Assert.StartsWith($"{file}: damaged\n", check.Text, StringComparison.Ordinal);
        Assert.Contains("checksum of page", check.Text, StringComparison.Ordinal);
        Assert.EndsWith($"restore a backup: {restore}\n", check.Text, StringComparison.Ordinal);
        await FailsAsync(daemon, "database is damaged", "backup", Path.Join(daemon.Directory.Base, "copy.db"));
        await FailsAsync(daemon, "database is damaged", "compact");

        await daemon.StartAsync();
        CommandResult refused = await daemon.Ctr.RunAsync("namespaces", "create", "new");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains($"stop the daemon, then run: {restore}", refused.Error, StringComparison.Ordinal);
        Assert.Contains("metadata damaged: opened read-only", daemon.Log, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync(daemon, "check")).ExitCode);
        await daemon.StopAsync();

        (await RunAsync(daemon, restore.Split(' ')[2..])).Checked();
        Assert.Equal("ok", peer.Check(file));
        await daemon.StartAsync();
        Assert.Equal(["kept"], Names((await daemon.Ctr.OkAsync("namespaces", "ls", "-q")).Text));
        await daemon.Ctr.OkAsync("namespaces", "create", "new");
    }

    [PeerFact("root", "ctr", Tools.PluginHost)]
    public async Task A_file_whose_last_commit_is_damaged_goes_back_to_the_one_before_and_says_so()
    {
        await using PluginHostDaemon daemon = new();
        await daemon.StartAsync();
        await daemon.Ctr.OkAsync("namespaces", "create", "kept");
        await daemon.Ctr.OkAsync("namespaces", "create", "lost");
        await daemon.StopAsync();
        string file = FileOf(daemon);
        Flip(file, Root(file, Newest(file)) + 100);

        CommandResult check = await RunAsync(daemon, "check");
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("is whole: the daemon will go back to it when it starts", check.Text, StringComparison.Ordinal);

        await daemon.StartAsync();
        Assert.Equal(["kept"], Names((await daemon.Ctr.OkAsync("namespaces", "ls", "-q")).Text));
        Assert.Contains("THE LAST COMMIT IS LOST", daemon.Log, StringComparison.Ordinal);
        await daemon.Ctr.OkAsync("namespaces", "create", "new");
        await daemon.StopAsync();
        Assert.True(File.Exists(file + ".damaged"));
        Assert.Equal("ok", peer.Check(file));
    }

    [RequiresFact("root", "ctr", Tools.PluginHost)]
    public async Task A_file_of_which_nothing_can_be_read_fails_the_plugin_with_the_reason_and_the_daemon_serves()
    {
        await using PluginHostDaemon daemon = new();
        await daemon.StartAsync();
        await daemon.StopAsync();
        string file = FileOf(daemon);
        Flip(file, 40);
        Flip(file, 4096 + 40);

        CommandResult check = await RunAsync(daemon, "check");
        Assert.Equal(1, check.ExitCode);
        Assert.Contains($"no state of it can be used: restore a backup: pluginhost metadata restore --root {daemon.Directory.Root} BACKUP", check.Text,
            StringComparison.Ordinal);
        await daemon.StartAsync();
        string reason = $"{file}: meta pages: checksum error; to restore a backup: pluginhost metadata restore --root {daemon.Directory.Root} BACKUP";
        Assert.Contains(reason, daemon.Log, StringComparison.Ordinal);
        Assert.Contains(reason, (await daemon.Ctr.OkAsync("plugins", "ls", "-d")).Text, StringComparison.Ordinal);
    }

    [RequiresFact("root", Tools.PluginHost)]
    public async Task What_is_missing_or_makes_no_sense_is_named()
    {
        await using PluginHostDaemon daemon = new();
        CommandResult nowhere = await Command.RunAsync(Tools.PluginHost, "metadata", "check", "--root", daemon.Directory.Root);
        Assert.Equal(
            $"pluginhost: the root directory {daemon.Directory.Root} can not be locked: no such file or directory; "
                + "name the daemon's root directory with --root or --config\n",
            nowhere.Error);
        System.IO.Directory.CreateDirectory(Path.Join(daemon.Directory.Root, Directory));

        foreach ((string error, string[] arguments) in (IEnumerable<(string, string[])>)
        [
            ($"{FileOf(daemon)}: open: no such file or directory", ["check"]),
            ($"{FileOf(daemon)}: open: no such file or directory", ["backup"]),
            ($"{FileOf(daemon)}: open: no such file or directory", ["compact"]),
            ("/nowhere/x.bak: open: no such file or directory", ["restore", "/nowhere/x.bak"]),
            ("metadata restore needs the file to restore: invalid argument", ["restore"]),
            ("metadata repair: no such command; see pluginhost metadata help: invalid argument", ["repair"]),
            ("metadata check --hard: no such command; see pluginhost metadata help: invalid argument", ["check", "--hard"]),
        ])
        {
            CommandResult run = await Command.RunAsync(Tools.PluginHost, ["metadata", .. arguments, "--root", daemon.Directory.Root]);
            Assert.Equal((1, $"pluginhost: {error}\n"), (run.ExitCode, run.Error));
        }
    }

    [RequiresFact("root", "ctr", "containerd", Tools.PluginHost)]
    public async Task A_file_that_a_containerd_has_open_is_left_alone_and_its_process_is_named()
    {
        await using ContainerdDaemon containerd = new();
        await containerd.StartAsync();
        await containerd.Ctr.OkAsync("namespaces", "create", "theirs");
        string root = containerd.Directory.Root;
        string locked = $"pluginhost: {FileOf(containerd)}: process {containerd.ProcessId} still holds the lock of the database after 2s: timeout; "
            + "stop the daemon that has it (is it a containerd on this root?)\n";
        foreach (string command in (string[])["check", "backup", "compact"])
        {
            Assert.Equal(locked, (await Command.RunAsync(Tools.PluginHost, "metadata", command, "--root", root)).Error);
        }

        await containerd.StopAsync();
        (await Command.RunAsync(Tools.PluginHost, "metadata", "compact", "--root", root)).Checked();
        await containerd.StartAsync();
        Assert.Equal(["theirs"], Names((await containerd.Ctr.OkAsync("namespaces", "ls", "-q")).Text));
    }

    private static Task<CommandResult> RunAsync(TestDaemon daemon, params string[] arguments)
        => Command.RunAsync(Tools.PluginHost, ["--config", daemon.Directory.ConfigFile, "metadata", .. arguments]);

    private static async Task FailsAsync(TestDaemon daemon, string error, params string[] arguments)
    {
        CommandResult run = await RunAsync(daemon, arguments);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
    }

    private static string FileOf(TestDaemon daemon) => Path.Join(daemon.Directory.Root, Directory, "meta.db");

    private static string[] Names(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Hex(string text) => Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(text));

    private static int Newest(string file)
    {
        byte[] content = File.ReadAllBytes(file);
        return BitConverter.ToUInt64(content, 64) > BitConverter.ToUInt64(content, 4096 + 64) ? 0 : 4096;
    }

    private static int Root(string file, int meta) => (int)BitConverter.ToUInt64(File.ReadAllBytes(file), meta + 32) * 4096;

    private static void DamageBothStates(string file)
    {
        int newest = Newest(file);
        Flip(file, Root(file, newest) + 100);
        if (Root(file, 4096 - newest) != Root(file, newest))
        {
            Flip(file, Root(file, 4096 - newest) + 100);
        }
    }

    private static void Flip(string file, int position)
    {
        byte[] content = File.ReadAllBytes(file);
        content[position] ^= 4;
        File.WriteAllBytes(file, content);
    }
}
