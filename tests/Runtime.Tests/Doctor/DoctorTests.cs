using PluginHost.Linux;
using PluginHost.Linux.Mounting;
using PluginHost.Testing;
using PluginHost.Testing.Daemons;
using PluginHost.Testing.Images;
using Xunit;

namespace Runtime.Tests.Doctor;

/// <summary><c>pluginhost doctor</c> on real nodes with real leaks.</summary>
public sealed class DoctorTests
{
    private const string Runtime = "io.containerd.runtime.v2.task";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static string Shim => RepositoryRoot.At("out", "bin", "containerd-shim-runc-v2");

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task A_healthy_node_has_no_leaks_with_and_without_its_daemon_and_while_it_works()
    {
        await using TestDaemon daemon = await StartAsync();
        await RunAsync(daemon, "runs");
        await RunAsync(daemon, "own-shim", "--runtime", Shim);
        await RunAsync(daemon, "paused");
        await daemon.Ctr.OkAsync("tasks", "pause", "paused");
        await RunAsync(daemon, "ended");
        await daemon.Ctr.OkAsync("tasks", "kill", "-s", "KILL", "ended");
        await RunAsync(daemon, "killed-shim");
        int shim = new Leftovers(daemon.Directory).Shims().Single(process => process.CommandLine.Contains("killed-shim")).Id;
        LibC.Kill(shim, Signals.SIGKILL);
        await Poll.UntilAsync("the daemon has cleaned up", Limit, () => !Directory.Exists(Bundle(daemon, "killed-shim")));

        Assert.Equal((0, "a daemon runs, 4 tasks, nothing is left behind\n"), await DoctorAsync(daemon, "--older-than", "0s"));

        using CancellationTokenSource stop = new();
        Task work = WorkAsync(daemon, stop.Token);
        for (int i = 0; i < 5; i++)
        {
            (int exitCode, string text) = await DoctorAsync(daemon);
            Assert.True(exitCode == 0, text);
        }

        await stop.CancelAsync();
        await work;
        await daemon.StopAsync();
        Assert.Equal((0, "no daemon runs, 4 tasks, nothing is left behind\n"), await DoctorAsync(daemon));
        await daemon.StartAsync();
        await daemon.Ctr.OkAsync("tasks", "resume", "paused");
    }

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task What_a_killed_daemon_and_a_killed_shim_leave_is_found_and_removed_and_other_tasks_go_on()
    {
        await using TestDaemon daemon = await StartAsync();
        await RunAsync(daemon, "stays");
        await RunAsync(daemon, "orphan", "--runtime", Shim);
        Leftovers leftovers = new(daemon.Directory);
        int shim = leftovers.Shims().Single(process => process.CommandLine.Contains("orphan")).Id;
        await daemon.KillAsync();
        LibC.Kill(shim, Signals.SIGKILL);
        await Poll.UntilAsync("the shim is gone", Limit, () => leftovers.Shims().All(process => process.Id != shim));
        string temporary = Path.Join(daemon.Directory.Root, "tmpmounts", "left");
        Directory.CreateDirectory(temporary);
        LibC.Mount("tmpfs", temporary, "tmpfs", MountFlags.None, null);

        (int found, string text) = await DoctorAsync(daemon);

        Assert.Equal(1, found);
        string rootfs = Path.Join(Bundle(daemon, "orphan"), "rootfs");
        Assert.Contains($"bundle               {Bundle(daemon, "orphan")}: its shim is gone: ", text, StringComparison.Ordinal);
        Assert.Contains($"container            orphan of /run/containerd/runc/default: runc made it for {Bundle(daemon, "orphan")}; 1 processes run in it", text, StringComparison.Ordinal);
        Assert.Matches("cgroup +/sys/fs/cgroup/.*/default/orphan", text);
        Assert.Contains($"mount                {rootfs}: ", text, StringComparison.Ordinal);
        Assert.Matches("socket +/run/containerd/s/[0-9a-f]{64}: ", text);
        Assert.Matches("fifo +/run/containerd/fifo/[0-9]+/orphan-stdout: ", text);
        Assert.Contains($"temporary directory  {temporary}: ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("stays", text, StringComparison.Ordinal);
        Assert.EndsWith("things left behind\npluginhost doctor --fix removes it\n", text, StringComparison.Ordinal);

        (int refused, string answer) = await DoctorAsync(daemon, "no\n", "--fix");
        Assert.Equal(1, refused);
        Assert.EndsWith("remove all of this? [y/N] nothing was removed\n", answer, StringComparison.Ordinal);
        Assert.True(Directory.Exists(rootfs));

        (int removed, string log) = await DoctorAsync(daemon, "y\n", "--fix");
        Assert.True(removed == 0, log);
        Assert.False(Directory.Exists(Bundle(daemon, "orphan")) || Directory.Exists(temporary) || Directory.Exists("/run/containerd/runc/default/orphan"));
        Assert.Empty(Leftovers.ControlGroups("default", "orphan"));
        Assert.Equal((0, "no daemon runs, 1 tasks, nothing is left behind\n"), await DoctorAsync(daemon));
        await daemon.StartAsync();
        Assert.Matches("stays +[0-9]+ +RUNNING", (await daemon.Ctr.OkAsync("tasks", "ls")).Text);
    }

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task Leaks_are_found_and_removed_beside_a_running_daemon_and_what_is_new_is_left_alone()
    {
        await using TestDaemon daemon = await StartAsync();
        await RunAsync(daemon, "stays");
        string bundle = Bundle(daemon, "stray");
        Directory.CreateDirectory(Path.Join(bundle, "rootfs"));
        await File.WriteAllTextAsync(Path.Join(bundle, "config.json"), "{}");
        LibC.Mount("tmpfs", Path.Join(bundle, "rootfs"), "tmpfs", MountFlags.None, null);
        (await new Command(Shim, ["-namespace", "default", "-address", daemon.Address, "-publish-binary", "/bin/true", "-id", "stray", "start"])
        {
            WorkingDirectory = bundle,
            Environment = new Dictionary<string, string> { ["TTRPC_ADDRESS"] = daemon.Address + ".ttrpc" },
        }.RunAsync(CancellationToken.None)).Checked();
        RunningProcess shim = Assert.Single(new Leftovers(daemon.Directory).Shims(), process => process.CommandLine.Contains("stray"));
        string work = Path.Join(daemon.Directory.Root, Runtime, "default", "old-work");
        string rest = Path.Join(daemon.Directory.State, Runtime, "default", ".removed");
        Directory.CreateDirectory(work);
        Directory.CreateDirectory(Path.Join(rest, "rootfs"));

        Assert.Equal((0, "a daemon runs, 1 tasks, nothing is left behind\n"), await DoctorAsync(daemon));
        await Poll.UntilAsync("a second has passed", Limit, async () => (await DoctorAsync(daemon, "--older-than", "0s")).Text.Contains(rest, StringComparison.Ordinal));
        (int found, string text) = await DoctorAsync(daemon, "--older-than", "0s");

        Assert.Equal(1, found);
        Assert.Contains($"shim                 process {shim.Id} (default/stray): it serves no task", text, StringComparison.Ordinal);
        Assert.Contains($"bundle               {bundle}: its shim has no such task", text, StringComparison.Ordinal);
        Assert.Contains($"bundle               {rest}: its removal was interrupted", text, StringComparison.Ordinal);
        Assert.Contains($"mount                {bundle}/rootfs: ", text, StringComparison.Ordinal);
        Assert.Contains($"work directory       {work}: ", text, StringComparison.Ordinal);
        Assert.Matches("socket +/run/containerd/s/[0-9a-f]{64}: ", text);
        Assert.DoesNotContain("stays", text, StringComparison.Ordinal);

        (int removed, string log) = await DoctorAsync(daemon, "--fix", "--yes", "--older-than", "0s");
        Assert.True(removed == 0, log);
        Assert.DoesNotContain(new Leftovers(daemon.Directory).Shims(), process => process.Id == shim.Id);
        Assert.False(Directory.Exists(bundle) || Directory.Exists(work) || Directory.Exists(rest));
        Assert.DoesNotContain(MountTable.Read(), mount => MountTable.Contains(bundle, mount.MountPoint));
        Assert.Equal((0, "a daemon runs, 1 tasks, nothing is left behind\n"), await DoctorAsync(daemon, "--older-than", "0s"));
        Assert.Matches("stays +[0-9]+ +RUNNING", (await daemon.Ctr.OkAsync("tasks", "ls")).Text);
    }

    [RequiresFact("root", "ctr", "runc", "busybox", "containerd", Tools.PluginHost)]
    public async Task Nothing_of_another_daemon_is_touched()
    {
        await using TestDaemon ours = await StartAsync();
        await using TestDaemon other = new ContainerdDaemon();
        await StartAsync(other);
        await RunAsync(other, "theirs");
        await RunAsync(other, "their-orphan");
        LibC.Kill(new Leftovers(other.Directory).Shims().Single(process => process.CommandLine.Contains("theirs")).Id, Signals.SIGSTOP);
        await other.KillAsync();
        LibC.Kill(new Leftovers(other.Directory).Shims().Single(process => process.CommandLine.Contains("their-orphan")).Id, Signals.SIGKILL);

        Assert.Equal((0, "a daemon runs, 0 tasks, nothing is left behind\n"), await DoctorAsync(ours, "--older-than", "0s"));
        await ours.StopAsync();
        Assert.Equal((0, "no daemon runs, 0 tasks, nothing is left behind\n"), await DoctorAsync(ours, "--fix", "--yes"));

        Assert.True(Directory.Exists(Bundle(other, "their-orphan")));
        Assert.True(Directory.Exists("/run/containerd/runc/default/their-orphan"));
        Assert.NotEmpty(Leftovers.ControlGroups("default", "their-orphan"));

        // On their own directories: a shim that hangs is none that is gone.
        (int found, string text) = await DoctorAsync(other);
        Assert.Equal(1, found);
        Assert.Contains("their-orphan", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/theirs", text, StringComparison.Ordinal);
    }

    [RequiresFact("root", "ctr", "runc", "busybox", "containerd", Tools.PluginHost)]
    public async Task A_running_containerd_tells_its_tasks_and_one_that_can_not_be_asked_is_an_error()
    {
        await using TestDaemon containerd = new ContainerdDaemon();
        await StartAsync(containerd);
        await RunAsync(containerd, "theirs");

        Assert.Equal((0, "a daemon runs, 1 tasks, nothing is left behind\n"), await DoctorAsync(containerd, "--older-than", "0s"));

        CommandResult refused = await Command.RunAsync(
            Tools.PluginHost, "--config", containerd.Directory.ConfigFile, "doctor", "--fix", "--yes", "--address", "/nowhere.sock");
        Assert.Equal(
            (1, $"pluginhost: a daemon runs on {containerd.Directory.Root}, but does not answer at /nowhere.sock: "
                + "name its configuration with --config, or its --address: unavailable\n"),
            (refused.ExitCode, refused.Error));
        Assert.Matches("theirs +[0-9]+ +RUNNING", (await containerd.Ctr.OkAsync("tasks", "ls")).Text);
    }

    [RequiresFact("root", Tools.PluginHost)]
    public async Task Directories_in_which_no_daemon_ever_ran_have_no_leaks()
    {
        using ScratchDirectory scratch = new();
        Directory.CreateDirectory(scratch.At("root"));

        CommandResult run = await Command.RunAsync(
            Tools.PluginHost, "doctor", "--root", scratch.At("root"), "--state", scratch.At("state"), "--address", scratch.At("s.sock"));

        Assert.Equal((0, "no daemon runs, 0 tasks, nothing is left behind\n", ""), (run.ExitCode, run.Text, run.Error));
    }

    [RequiresFact("root", Tools.PluginHost)]
    public async Task Arguments_that_make_no_sense_are_named()
    {
        foreach ((string[] arguments, string error) in (IEnumerable<(string[], string)>)
        [
            (["--hard"], "doctor --hard: no such argument; see doctor --help: invalid argument"),
            (["--yes"], "doctor --yes: there is nothing to agree to without --fix: invalid argument"),
            (["--older-than", "soon"], "doctor --older-than soon: give a time such as 30s, 5m or 1h: invalid argument"),
        ])
        {
            CommandResult run = await Command.RunAsync(Tools.PluginHost, ["doctor", .. arguments]);
            Assert.Equal((1, $"pluginhost: {error}\n"), (run.ExitCode, run.Error));
        }

        Assert.StartsWith("NAME:\n   pluginhost doctor - ", (await Command.RunAsync(Tools.PluginHost, "doctor", "help")).Checked().Text, StringComparison.Ordinal);
    }

    private static async Task<TestDaemon> StartAsync()
    {
        TestDaemon daemon = new PluginHostDaemon();
        await StartAsync(daemon);

        return daemon;
    }

    private static async Task StartAsync(TestDaemon daemon)
    {
        await daemon.StartAsync();
        using ScratchDirectory work = new();
        Archive.WriteOci(work.At("demo.tar"), DemoImage.Name, DemoImage.Busybox());
        await daemon.Ctr.OkAsync("images", "import", work.At("demo.tar"));
    }

    private static async Task RunAsync(TestDaemon daemon, string id, params string[] options)
        => await daemon.Ctr.OkAsync(["run", "-d", .. options, DemoImage.Name, id, "sleep", "1000"]);

    private static async Task WorkAsync(TestDaemon daemon, CancellationToken stop)
    {
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            await daemon.Ctr.OkAsync("run", "--rm", DemoImage.Name, $"work-{i}", "true");
        }
    }

    private static string Bundle(TestDaemon daemon, string id) => Path.Join(daemon.Directory.State, Runtime, "default", id);

    private static async Task<(int ExitCode, string Text)> DoctorAsync(TestDaemon daemon, params string[] arguments)
    {
        byte[] input = arguments.Length > 0 && arguments[0].EndsWith('\n') ? System.Text.Encoding.UTF8.GetBytes(arguments[0]) : [];
        CommandResult run = await new Command(
            Tools.Get(Tools.PluginHost), ["--config", daemon.Directory.ConfigFile, "doctor", .. arguments.Where(argument => !argument.EndsWith('\n'))])
        {
            Input = input,
        }.RunAsync(CancellationToken.None);

        return (run.ExitCode, run.Text + run.Error);
    }
}
