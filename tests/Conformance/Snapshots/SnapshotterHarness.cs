using PluginHost.Conformance.Support;
using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Linux.Mounting;
using PluginHost.Mounts;
using PluginHost.Snapshots;

namespace PluginHost.Conformance.Snapshots;

/// <summary>A snapshotter on a directory of its own, for one test.</summary>
public abstract class SnapshotterHarness : IAsyncLifetime
{
    /// <summary>Labels for a snapshot that has none.</summary>
    protected static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    private readonly string _work = Path.Join(Path.GetTempPath(), $"snapshotter-{Guid.NewGuid():N}");
    private ISnapshotter? _snapshotter;

    /// <summary>The snapshotter of this test.</summary>
    protected ISnapshotter Snapshotter => _snapshotter ?? throw new InvalidOperationException("the snapshotter was not opened");

    /// <summary>A directory for what the test itself needs.</summary>
    protected string Scratch => Path.Join(_work, "scratch");

    /// <summary>Ends a test that hangs.</summary>
    protected CancellationToken Deadline { get; } = new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token;

    /// <summary>Whether a directory that comes from a parent can be renamed; overlay without redirects cannot.</summary>
    protected virtual bool RenamesDirectories => true;

    /// <summary>Whether what an active snapshot takes is counted by its files; a snapshot that is a disk image is one file.</summary>
    protected virtual bool MeasuresFiles => true;

    /// <summary>Whether a commit stores what the active snapshot took; where a commit makes another form of it, that takes what it takes.</summary>
    protected virtual bool CommitsAsItIs => true;

    /// <summary>Whether a commit can give a parent to a snapshot; containerd's before 2.0 know nothing of it, and keep what is stored.</summary>
    protected virtual bool Rebases => true;

    /// <summary>Whether the commit of a view is refused because of its kind; containerd's native measures it first, and fails at that.</summary>
    protected virtual bool LooksAtTheKindFirst => true;

    /// <summary>How many layers are stacked; fewer where each takes long and the number is tested elsewhere.</summary>
    protected virtual int ManyLayers => 128;

    /// <summary>Opens the snapshotter under test on an empty directory.</summary>
    /// <param name="root">The directory; it exists.</param>
    protected abstract ValueTask<ISnapshotter> OpenAsync(string root);

    public virtual async Task InitializeAsync()
    {
        // The suite looks at modes, so no mask may take bits away.
        LibC.Umask(0);
        string root = Path.Join(_work, "root");
        Directory.CreateDirectory(root);
        Directory.CreateDirectory(Scratch);
        _snapshotter = await OpenAsync(root);
    }

    public virtual async Task DisposeAsync()
    {
        // Its files may be on a file system of the test, which can't be unmounted while they are open.
        if (_snapshotter is not null)
        {
            await _snapshotter.DisposeAsync();
        }

        await Unmounts.RecursiveAsync(_work, UmountFlags.None, CancellationToken.None);
        Directory.Delete(_work, recursive: true);
    }

    /// <summary>Mounts on a new mount point.</summary>
    protected MountedTree Mount(IReadOnlyList<Mount> mounts) => MountedTree.Mount(mounts, Scratch);

    /// <summary>Prepares without labels.</summary>
    protected Task<IReadOnlyList<Mount>> PrepareAsync(string key, string parent = "")
        => Snapshotter.PrepareAsync(key, parent, NoLabels, Deadline);

    /// <summary>Views without labels.</summary>
    protected Task<IReadOnlyList<Mount>> ViewAsync(string key, string parent = "")
        => Snapshotter.ViewAsync(key, parent, NoLabels, Deadline);

    /// <summary>Commits without labels and rebase.</summary>
    protected Task CommitAsync(string name, string key) => Snapshotter.CommitAsync(name, key, "", NoLabels, Deadline);

    /// <summary>A committed snapshot with nothing of its own.</summary>
    protected async Task CommittedAsync(string name, string parent = "")
    {
        await PrepareAsync($"{name}-active", parent);
        await CommitAsync(name, $"{name}-active");
    }

    /// <summary>A committed snapshot with what the work does to the mounted tree.</summary>
    protected async Task LayerAsync(string name, string parent, Action<MountedTree> work)
    {
        await using (MountedTree tree = Mount(await PrepareAsync($"{name}-active", parent)))
        {
            work(tree);
        }

        await CommitAsync(name, $"{name}-active");
    }

    /// <summary>Looks at a committed snapshot through a view that is removed again.</summary>
    protected async Task LookAsync(string name, Action<MountedTree> look)
    {
        await using (MountedTree tree = Mount(await ViewAsync($"{name}-look", name)))
        {
            look(tree);
        }

        await Snapshotter.RemoveAsync($"{name}-look", Deadline);
    }

    /// <summary>The call must fail with this kind; its text must end as errors of the kind do.</summary>
    protected static async Task<DaemonException> FailsAsync(ErrorKind kind, Func<Task> call)
    {
        DaemonException error = await Assert.ThrowsAsync<DaemonException>(call);
        Assert.Equal(kind, error.Kind);
        Assert.EndsWith($": {kind.Text()}", error.Message, StringComparison.Ordinal);

        return error;
    }

    /// <summary>The names that a walk gives, in order.</summary>
    protected async Task<IReadOnlyList<string>> WalkAsync(params IReadOnlyList<string> filters)
    {
        List<string> names = [];
        await foreach (SnapshotInfo info in Snapshotter.WalkAsync(filters, Deadline))
        {
            names.Add(info.Name);
        }

        names.Sort(StringComparer.Ordinal);

        return names;
    }
}
