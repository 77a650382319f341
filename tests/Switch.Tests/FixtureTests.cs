namespace Switch.Tests;

/// <summary>Roots of containerd 2.1 and 2.3 are read as they are, worked on, and can be handed back.</summary>
public sealed class FixtureTests
{
    /// <summary>The half-finished upload would be collected at the start, once it is a day old.</summary>
    private const string NoCollectionAtStart = """
        [plugins."io.containerd.gc.v1.scheduler"]
          startup_delay = "0s"
        """;

    [RequiresTheory("root", "tar", NewerContainerd.Requirement, SharedFolder.Requirement, Tools.PluginHost)]
    [InlineData("2.1.9")]
    [InlineData("2.3.4")]
    public async Task Everything_that_a_newer_containerd_listed_is_listed(string version)
    {
        Fixture fixture = new(version);
        await using PluginHostDaemon daemon = new(new DaemonDirectory())
        {
            Programs = NewerContainerd.Programs, ExtraConfiguration = NoCollectionAtStart,
        };
        await fixture.UnpackAsync(daemon.Directory);
        await daemon.StartAsync();

        Assert.True(fixture.Expected.Count > 15);
        foreach ((string command, string expected) in fixture.Expected)
        {
            CommandResult shown = await daemon.Ctr.OkAsync(command.Split(' '));
            Assert.Equal($"{command}\n{Listing.Normalise(expected)}", $"{command}\n{Listing.Normalise(shown.Text)}");
        }
    }

    [RequiresTheory("root", "tar", "runc", "busybox", "mkfs.btrfs", "go", GoProgram.BoltSource, NewerContainerd.Requirement, SharedFolder.Requirement,
        Tools.PluginHost)]
    [InlineData("2.1.9")]
    [InlineData("2.3.4")]
    public async Task Work_goes_on_in_the_root_of_a_newer_containerd_and_is_handed_back(string version)
    {
        using ScratchDirectory work = new();
        Archive.WriteOci(work.At("demo.tar"), DemoImage.Name, DemoImage.Busybox());
        await using Node node = await Node.CreateAsync(NewerContainerd.Programs);
        await new Fixture(version).UnpackAsync(node.Current.Directory);
        await node.StartAsync(node.Ours);

        foreach (string snapshotter in (string[])["overlayfs", "native"])
        {
            await node.Ctr.OkAsync("images", "import", "--local", "--snapshotter", snapshotter, work.At("demo.tar"));
            CommandResult run = await node.Ctr.OkAsync(
                "run", "--rm", "--snapshotter", snapshotter, DemoImage.Name, "new", "cat", "/etc/demo");
            Assert.Equal("version two", run.Line);
        }

        await node.Ctr.OkAsync("snapshots", "commit", "mine", "work-1");
        await node.Ctr.OkAsync("containers", "label", "c-1", "seen=yes");
        await node.Ctr.OkAsync("containers", "rm", "c-2");
        await node.Ctr.OkAsync("-n", "team-a", "images", "rm", "--sync", "docker.io/library/bb:latest");
        NodeLists ours = await NodeLists.ReadAsync(node.Ctr, Workload.Namespaces);
        await node.StopAsync();

        await node.StartAsync(node.Containerd);
        NodeLists theirs = await NodeLists.ReadAsync(node.Ctr, Workload.Namespaces);
        await node.StopAsync();
        ours.AssertSame(theirs);
    }
}
