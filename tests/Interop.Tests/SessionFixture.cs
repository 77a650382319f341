using System.Globalization;
using PluginHost.Testing.Daemons;
using PluginHost.Testing.Images;

namespace Interop.Tests;

/// <summary>
/// Runs the whole session once on the reference and once on the subject, one after the other in the same directories (control groups and
/// runc's records have the same names on both, so that they can't run side by side), and keeps both transcripts.
/// </summary>
public sealed class SessionFixture
{
    /// <summary>
    /// The garbage collector runs when a command asks for it (<c>--sync</c>) and after a start, not on its own: when it removes an
    /// unlabelled view or ingest is a matter of milliseconds, on one and the same daemon too.
    /// </summary>
    private const string QuietCollector = """
        [plugins."io.containerd.gc.v1.scheduler"]
          mutation_threshold = 1000000
          pause_threshold = 0.00001

        """;

    private const string Base = "/tmp/ph-session";
    private const string Work = "/tmp/ph-session-work";

    private readonly Lazy<Task<SessionPair>> _pair = new(RunBothAsync);

    /// <summary>Both runs; they take place when first asked for.</summary>
    internal Task<SessionPair> PairAsync() => _pair.Value;

    private static async Task<SessionPair> RunBothAsync()
    {
        int port = DockerRegistry.FreePort();
        IReadOnlyList<Step> steps = SessionScript.ReadAll();
        string transcripts = Directory.CreateDirectory(RepositoryRoot.At("out", "interop")).FullName;
        SessionRun reference = await RunAsync(new ContainerdDaemon(new DaemonDirectory(Base)) { ExtraConfiguration = QuietCollector }, steps, port, Path.Join(transcripts, "reference.txt"));
        TestDaemon subject = SubjectDaemon.Create(Base, QuietCollector);

        return new SessionPair(reference, await RunAsync(subject, steps, port, Path.Join(transcripts, "subject.txt")));
    }

    private static async Task<SessionRun> RunAsync(TestDaemon daemon, IReadOnlyList<Step> steps, int port, string transcript)
    {
        await using (daemon)
        {
            await using DockerRegistry registry = await DockerRegistry.StartAsync(port);
            using ScratchDirectory work = new(Work);
            WriteImages(work);
            Dictionary<string, string> environment = new(daemon.Ctr.Environment)
            {
                ["REGISTRY"] = registry.Host,
                ["IMG"] = DemoImage.Name,
                ["NOTHING"] = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{DockerRegistry.UnusedPort}"),
                ["STATE"] = daemon.Directory.State,
                ["DAEMON_ROOT"] = daemon.Directory.Root,
                ["HOME"] = Work,
            };
            await daemon.StartAsync();
            await using SessionRunner runner = new(daemon, Work, environment);
            IReadOnlyList<StepResult> results = await runner.RunAsync(steps);
            IReadOnlyList<string> left = new Leftovers(daemon.Directory).Describe();
            await File.WriteAllLinesAsync(transcript, results.Select(result => $"{result.Step}\n{result.Describe()}"));
            await File.WriteAllTextAsync(Path.ChangeExtension(transcript, ".log"), daemon.Log);

            return new SessionRun(daemon.Name, results, left, await daemon.StopAsync());
        }
    }

    private static void WriteImages(ScratchDirectory work)
    {
        Archive.WriteOci(work.At("busybox.tar"), DemoImage.Name, DemoImage.Busybox());
        Archive.WriteOci(work.At("tiny.tar"), "example.com/demo/tiny:1", DemoImage.Tiny());
        Archive.WriteOciIndex(work.At("two.tar"), "example.com/demo/two:1", DemoImage.TwoPlatforms());
        Archive.WriteDocker(work.At("docker.tar"), ["example.com/demo/docker:1", "example.com/demo/docker:latest"], DemoImage.Busybox());
        HostileImage.WrongLayerDigest(work.At("wrong-digest.tar"), "example.com/hostile/digest:1");
        HostileImage.WrongDiffId(work.At("wrong-diffid.tar"), "example.com/hostile/diffid:1");
        HostileImage.Truncated(work.At("truncated.tar"), "example.com/hostile/truncated:1");
        HostileImage.Garbage(work.At("garbage.tar"));
    }
}
