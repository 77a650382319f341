namespace Switch.Tests;

/// <summary>One root and state directory, and the two daemons that run on it in turns.</summary>
internal sealed class Node : IAsyncDisposable
{
    private static readonly string[] BoltFiles =
    [
        "io.containerd.metadata.v1.bolt/meta.db", "io.containerd.snapshotter.v1.overlayfs/metadata.db",
        "io.containerd.snapshotter.v1.native/metadata.db", "io.containerd.snapshotter.v1.btrfs/metadata.db",
    ];

    private readonly string _boltPeer;

    private Node(string? programs, string boltPeer)
    {
        _boltPeer = boltPeer;
        DaemonDirectory directory = new();
        Containerd = new ContainerdDaemon(directory) { Programs = programs };
        Ours = new PluginHostDaemon(directory) { Programs = programs };
        Current = Containerd;
    }

    public TestDaemon Containerd { get; }

    public TestDaemon Ours { get; }

    /// <summary>The daemon that runs, or ran last.</summary>
    public TestDaemon Current { get; private set; }

    public Ctr Ctr => Current.Ctr;

    public string Root => Current.Directory.Root;

    /// <summary>A node without anything; its btrfs is a loop device. The installed containerd is used unless a directory is given.</summary>
    public static async Task<Node> CreateAsync(string? programs)
    {
        Node node = new(programs, await GoProgram.BoltPeer.BuildAsync());
        try
        {
            Directory.CreateDirectory(node.Root);
            await FileSystemImage.MountBtrfsAsync(Path.Join(node.Root, "io.containerd.snapshotter.v1.btrfs"));

            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a daemon; none may be running.</summary>
    public async Task StartAsync(TestDaemon daemon)
    {
        Current = daemon;
        await daemon.StartAsync();
    }

    /// <summary>Stops the daemon in order and has the real bbolt look at every bolt file.</summary>
    public async Task StopAsync()
    {
        Assert.Equal(0, await Current.StopAsync());
        await CheckFilesAsync();
    }

    /// <summary>Kills the daemon, and has the files looked at as well.</summary>
    public async Task KillAsync()
    {
        await Current.KillAsync();
        await CheckFilesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // Whichever runs goes first: removing the directory is for the one that is left.
        try
        {
            await Current.DisposeAsync();
        }
        finally
        {
            await (Current == Ours ? Containerd : Ours).DisposeAsync();
        }
    }

    private async Task CheckFilesAsync()
    {
        foreach (string file in BoltFiles.Select(name => Path.Join(Root, name)).Where(File.Exists))
        {
            Assert.Equal("ok", (await new Command(_boltPeer, ["check", file]).RunAsync(CancellationToken.None)).Checked().Line);
        }
    }
}
