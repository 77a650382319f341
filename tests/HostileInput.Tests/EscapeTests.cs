namespace HostileInput.Tests;

public sealed class EscapeTests
{
    private const string Name = "example.com/hostile/escape:1";

    public static TheoryData<string> Escapes => [.. Escape.Names];

    [RequiresTheory("root", "ctr", "busybox", SubjectDaemon.Requirement)]
    [MemberData(nameof(Escapes))]
    public async Task A_layer_does_not_reach_outside_its_root(string escape)
    {
        using Outside outside = new();
        using ScratchDirectory work = new();
        await using TestDaemon daemon = await SubjectDaemon.StartAsync();
        Traces before = await Traces.OfAsync(daemon);
        HostileImage.WithLayer(work.At("evil.tar"), Name, Escape.Entries(escape, outside));

        CommandResult import = await daemon.Ctr.RunAsync("images", "import", work.At("evil.tar"));

        outside.AssertUntouched();
        Assert.True(import.ExitCode is 0 or 1, $"{import.ExitCode}: {import.Error}");
        if (import.ExitCode == 1)
        {
            Assert.StartsWith("ctr: ", import.Error[import.Error.LastIndexOf("ctr: ", StringComparison.Ordinal)..], StringComparison.Ordinal);
        }

        await daemon.Ctr.RunAsync("images", "rm", "--sync", Name);
        Assert.Equal(before, await Traces.OfAsync(daemon));
        Assert.False(File.Exists("/evil"));
    }
}
