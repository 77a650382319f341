namespace HostileInput.Tests;

public sealed class BrokenImageTests
{
    private const string Name = "example.com/hostile/image:1";

    private static readonly Dictionary<string, (Action<string> Write, string Reason)> Images = new()
    {
        ["no archive"] = (HostileImage.Garbage, "ctr: archive/tar: invalid tar header"),
        ["cut off"] = (path => HostileImage.Truncated(path, Name), "failed to read expected number of bytes: unexpected EOF"),
        ["a layer of another digest"] = (path => HostileImage.WrongLayerDigest(path, Name), "not found"),
        ["a layer of another diff id"] = (path => HostileImage.WrongDiffId(path, Name), "wrong diff id calculated on extraction"),
        ["a layer whose gzip ends early"] = (path => HostileImage.TruncatedGzip(path, Name), "unexpected EOF"),
    };

    public static TheoryData<string> Broken => [.. Images.Keys];

    [RequiresTheory("root", "ctr", "busybox", SubjectDaemon.Requirement)]
    [MemberData(nameof(Broken))]
    public async Task A_broken_image_is_refused_with_the_reason_and_leaves_nothing(string image)
    {
        (Action<string> write, string reason) = Images[image];
        using ScratchDirectory work = new();
        await using TestDaemon daemon = await SubjectDaemon.StartAsync();
        await ImportGoodAsync(daemon, work);
        Traces before = await Traces.OfAsync(daemon);
        write(work.At("broken.tar"));

        CommandResult import = await daemon.Ctr.RunAsync("images", "import", work.At("broken.tar"));

        Assert.Equal(1, import.ExitCode);
        Assert.True(import.Error.Contains(reason, StringComparison.Ordinal), $"expected {reason} in:\n{import.Error}");
        await daemon.Ctr.RunAsync("images", "rm", "--sync", Name);
        Assert.Equal(before, await Traces.OfAsync(daemon));
        Assert.Empty(daemon.Directory.Mounts());
    }

    [RequiresFact("root", "ctr", "busybox", SubjectDaemon.Requirement)]
    public async Task An_upload_that_ends_early_can_be_taken_up_again()
    {
        using ScratchDirectory work = new();
        await using TestDaemon daemon = await SubjectDaemon.StartAsync();
        byte[] content = new byte[1 << 20];
        new Random(7).NextBytes(content);
        await File.WriteAllBytesAsync(work.At("half"), content[..(content.Length / 2)]);
        await File.WriteAllBytesAsync(work.At("whole"), content);
        string ingest = $"ctr content ingest --expected-digest {Blob.DigestOf(content)} --expected-size {content.Length} upload";

        CommandResult half = await ShellAsync(daemon, $"{ingest} <{work.At("half")}");
        CommandResult active = await daemon.Ctr.OkAsync("content", "active");
        CommandResult whole = await ShellAsync(daemon, $"{ingest} <{work.At("whole")}");

        Assert.Equal(1, half.ExitCode);
        Assert.Matches(@"(?m)^upload\s+524\.3kB", active.Text);
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Equal(content, (await daemon.Ctr.OkAsync("content", "get", Blob.DigestOf(content))).Output.ToArray());
    }

    [RequiresFact("root", "ctr", "busybox", SubjectDaemon.Requirement)]
    public async Task Content_of_another_digest_is_refused_and_not_visible()
    {
        await using TestDaemon daemon = await SubjectDaemon.StartAsync();
        string other = Blob.DigestOf("something else"u8);

        CommandResult ingest = await daemon.Ctr.RunWithInputAsync("content"u8.ToArray(), "content", "ingest", "--expected-digest", other, "wrong");

        Assert.Equal(1, ingest.ExitCode);
        Assert.Contains($"unexpected commit digest {Blob.DigestOf("content"u8)}, expected {other}: failed precondition", ingest.Error,
            StringComparison.Ordinal);
        Assert.Empty((await daemon.Ctr.OkAsync("content", "ls", "-q")).Line);
    }

    private static Task<CommandResult> ShellAsync(TestDaemon daemon, string command)
        => new Command("/bin/sh", ["-c", command]) { Environment = daemon.Ctr.Environment }.RunAsync(CancellationToken.None);

    private static async Task ImportGoodAsync(TestDaemon daemon, ScratchDirectory work)
    {
        Archive.WriteOci(work.At("good.tar"), DemoImage.Name, DemoImage.Busybox());
        await daemon.Ctr.OkAsync("images", "import", work.At("good.tar"));
    }
}
