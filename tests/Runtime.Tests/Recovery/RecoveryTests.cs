using System.Diagnostics;
using PluginHost.Linux;
using PluginHost.Testing;
using PluginHost.Testing.Daemons;
using PluginHost.Testing.Images;
using Xunit;

namespace Runtime.Tests.Recovery;

/// <summary>What a daemon does with the tasks of the one before, and with shims that are sick.</summary>
public sealed class RecoveryTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static string Shim => RepositoryRoot.At("out", "bin", "containerd-shim-runc-v2");

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task A_shim_that_hangs_holds_up_neither_the_start_nor_another_container()
    {
        await using TestDaemon daemon = await StartAsync(Timeout("shim.load", "45s"));
        await RunAsync(daemon, "hangs");
        await RunAsync(daemon, "fine");
        string before = await TasksAsync(daemon);
        RunningProcess shim = ShimOf(daemon, "hangs");
        LibC.Kill(shim.Id, Signals.SIGSTOP);

        Assert.Equal("hello\n", (await daemon.Ctr.OkAsync("tasks", "exec", "--exec-id", "a", "fine", "echo", "hello")).Text);
        Assert.Matches("(?m)^fine +[0-9]+ +RUNNING", await TasksAsync(daemon));

        await daemon.KillAsync();
        await daemon.StartAsync();
        Assert.Equal("again\n", (await daemon.Ctr.OkAsync("tasks", "exec", "--exec-id", "b", "fine", "echo", "again")).Text);
        await RunAsync(daemon, "new");
        Assert.DoesNotContain("its task is kept", daemon.Log, StringComparison.Ordinal);

        // Who asks for all waits for it rather than to be told that it is not there.
        Task<string> all = TasksAsync(daemon);
        LibC.Kill(shim.Id, Signals.SIGCONT);
        string after = await all;
        Assert.All(before.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains(line.Trim(), after, StringComparison.Ordinal));
    }

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task A_shim_that_does_not_answer_at_the_start_is_kept_with_its_container_and_used_when_it_does()
    {
        await using TestDaemon daemon = await StartAsync(Timeout("shim.load", "300ms"));
        await RunAsync(daemon, "hangs");
        string before = await TasksAsync(daemon);
        RunningProcess shim = ShimOf(daemon, "hangs");
        LibC.Kill(shim.Id, Signals.SIGSTOP);

        await daemon.RestartAsync();
        await Poll.UntilAsync("it is given time", Limit, () => daemon.Log.Contains("shim does not answer, its task is kept", StringComparison.Ordinal));
        LibC.Kill(shim.Id, Signals.SIGCONT);

        await Poll.UntilAsync("it is back", Limit, async () => await TasksAsync(daemon) == before);
        Assert.Equal("hello\n", (await daemon.Ctr.OkAsync("tasks", "exec", "--exec-id", "a", "hangs", "echo", "hello")).Text);
        await daemon.Ctr.OkAsync("tasks", "rm", "-f", "hangs");
    }

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task A_task_that_ends_while_no_daemon_runs_is_there_with_its_status_to_be_waited_for_and_deleted()
    {
        await using TestDaemon daemon = await StartAsync("");
        string gate = Path.Join(daemon.Directory.Base, "gate");
        Directory.CreateDirectory(gate);
        string[] mount = ["--mount", $"type=bind,src={gate},dst=/var,options=rbind:ro"];
        string[] ends = ["sh", "-c", "while [ ! -e /var/open ]; do sleep 0.1; done; exit 7"];
        await daemon.Ctr.OkAsync(["run", "-d", .. mount, DemoImage.Name, "theirs", .. ends]);
        await daemon.Ctr.OkAsync(["run", "-d", .. mount, "--runtime", Shim, DemoImage.Name, "ours", .. ends]);
        int[] inits = [.. (await TasksAsync(daemon)).Split('\n').Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length == 3).Select(words => int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture))];

        await daemon.KillAsync();
        await File.WriteAllTextAsync(Path.Join(gate, "open"), "");
        await Poll.UntilAsync("both have ended", Limit, () => inits.All(pid => !Directory.Exists($"/proc/{pid}")));
        await daemon.StartAsync();

        foreach (string id in (string[])["theirs", "ours"])
        {
            Assert.Matches($"(?m)^{id} +[0-9]+ +STOPPED", await TasksAsync(daemon));
            CommandResult deleted = await daemon.Ctr.RunAsync("tasks", "delete", id);
            Assert.Contains("exit code 7", deleted.Error, StringComparison.Ordinal);
        }
    }

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task The_end_of_a_task_whose_shim_died_while_no_daemon_ran_is_told()
    {
        await using TestDaemon daemon = await StartAsync(Timeout("shim.cleanup", "60s"));
        string gate = Path.Join(daemon.Directory.Base, "gate");
        string program = Path.Join(daemon.Directory.Base, "containerd-shim-gated-v1");
        await File.WriteAllTextAsync(
            program, $"#!/bin/sh\nfor last; do :; done\n[ \"$last\" != delete ] || while [ ! -e {gate} ]; do sleep 0.1; done\nexec {Shim} \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await RunAsync(daemon, "lost", "--runtime", program);
        await daemon.KillAsync();
        LibC.Kill(ShimOf(daemon, "lost").Id, Signals.SIGKILL);
        await daemon.StartAsync();

        using Process events = daemon.Ctr.Command(default, "events").Start();
        List<string> lines = [];
        Task reading = ReadAsync(events, lines);
        try
        {
            await Poll.UntilAsync("events are read", Limit, async () =>
            {
                await daemon.Ctr.OkAsync("namespaces", "label", "default", $"n=v{Guid.NewGuid():N}");

                return Copy(lines).Any(line => line.Contains("/namespaces/update", StringComparison.Ordinal));
            });
            await File.WriteAllTextAsync(gate, "");
            await Poll.UntilAsync(
                "its end is told", Limit, () => Copy(lines).Any(line => line.Contains("/tasks/delete", StringComparison.Ordinal)), () => daemon.Log);
        }
        finally
        {
            events.Kill();
            await events.WaitForExitAsync();
            await reading;
        }

        string exit = Assert.Single(Copy(lines), line => line.Contains("/tasks/exit", StringComparison.Ordinal));
        Assert.Contains("\"container_id\":\"lost\"", exit, StringComparison.Ordinal);
        Assert.Contains("\"exit_status\":137", exit, StringComparison.Ordinal);
        Assert.Empty(Leftovers.ControlGroups("default", "lost"));
        await RunAsync(daemon, "other");
        Assert.DoesNotContain("lost", await TasksAsync(daemon), StringComparison.Ordinal);
    }

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task A_shim_that_floods_its_log_holds_up_no_other_container()
    {
        const int Megabytes = 16;
        await using TestDaemon daemon = await StartAsync("");
        await RunAsync(daemon, "floods");
        await RunAsync(daemon, "fine");
        byte[] lines = new byte[1024 * 1024];
        Array.Fill(lines, (byte)'x');
        Task flood = Task.Run(() =>
        {
            using FileStream log = File.OpenWrite(Path.Join(daemon.Directory.State, "io.containerd.runtime.v2.task", "default", "floods", "log"));
            for (int i = 0; i < Megabytes; i++)
            {
                log.Write(lines);
            }
        });

        Assert.Equal("hello\n", (await daemon.Ctr.OkAsync("tasks", "exec", "--exec-id", "a", "fine", "echo", "hello")).Text);
        await flood.WaitAsync(Limit);
        await daemon.Ctr.OkAsync("tasks", "rm", "-f", "fine");
        await daemon.Ctr.OkAsync("tasks", "rm", "-f", "floods");
    }

    private static string Timeout(string name, string time) => $"[timeouts]\n  \"io.containerd.timeout.{name}\" = \"{time}\"\n";

    private static async Task<TestDaemon> StartAsync(string configuration)
    {
        TestDaemon daemon = new PluginHostDaemon { ExtraConfiguration = configuration };
        await daemon.StartAsync();
        using ScratchDirectory work = new();
        Archive.WriteOci(work.At("demo.tar"), DemoImage.Name, DemoImage.Busybox());
        await daemon.Ctr.OkAsync("images", "import", work.At("demo.tar"));

        return daemon;
    }

    private static async Task RunAsync(TestDaemon daemon, string id, params string[] options)
        => await daemon.Ctr.OkAsync(["run", "-d", .. options, DemoImage.Name, id, "sleep", "1000"]);

    private static async Task<string> TasksAsync(TestDaemon daemon) => (await daemon.Ctr.OkAsync("tasks", "ls")).Text;

    private static RunningProcess ShimOf(TestDaemon daemon, string id)
        => new Leftovers(daemon.Directory).Shims().Single(process => process.CommandLine.Contains(id));

    private static async Task ReadAsync(Process events, List<string> lines)
    {
        while (await events.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (lines)
            {
                lines.Add(line);
            }
        }
    }

    private static string[] Copy(List<string> lines)
    {
        lock (lines)
        {
            return [.. lines];
        }
    }
}
