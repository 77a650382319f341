using System.Diagnostics;
using PluginHost.Conformance.Support;
using PluginHost.Content;
using PluginHost.Diff;
using PluginHost.Errors;
using PluginHost.Mounts;
using PluginHost.Oci;
using PluginHost.Snapshots;

namespace PluginHost.Conformance.Diff;

/// <summary>A differ, a content store and snapshots, on a directory of their own, for one test.</summary>
public abstract class DiffHarness : IAsyncLifetime
{
    private const string Snapshots = "snapshots";

    private static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    private readonly SuiteDirectory _directory = new();
    private DifferParts? _parts;
    private ISnapshotter? _snapshotter;

    /// <summary>On whose behalf the differ is called.</summary>
    protected static RequestScope Scope { get; } = new("conformance");

    /// <summary>The content store that the differ uses.</summary>
    protected IContentStore Content => Parts.Content;

    /// <summary>The differ.</summary>
    protected IDiffApplier Applier => Parts.Applier;

    /// <summary>Ends a test that hangs.</summary>
    protected CancellationToken Deadline { get; } = new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token;

    /// <summary>A directory for what the test itself needs.</summary>
    protected string Scratch => _directory.Scratch;

    private protected DifferParts Parts => _parts ?? throw new InvalidOperationException("the differ was not opened");

    /// <summary>Opens the differ under test with a content store.</summary>
    /// <param name="root">An empty directory for both.</param>
    protected abstract ValueTask<DifferParts> OpenAsync(string root);

    /// <summary>Closes what <see cref="OpenAsync"/> has opened.</summary>
    protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// Opens the snapshotter whose mounts the differ gets. By default there is none, and snapshots are directories that are copied and bind mounted.
    /// </summary>
    /// <param name="root">An empty directory for it.</param>
    protected virtual ValueTask<ISnapshotter?> OpenSnapshotterAsync(string root) => ValueTask.FromResult<ISnapshotter?>(null);

    public virtual async Task InitializeAsync()
    {
        _parts = await OpenAsync(Make("differ"));
        _snapshotter = await OpenSnapshotterAsync(Make(Snapshots));
    }

    public virtual async Task DisposeAsync()
    {
        if (_snapshotter is not null)
        {
            await _snapshotter.DisposeAsync();
        }

        await CloseAsync();
        await _directory.RemoveAsync();
    }

    /// <summary>What the differ has mounted and left: mounts of the test's directory that are not the snapshotter's own.</summary>
    protected IReadOnlyList<string> LeftMounts()
        => [.. _directory.Mounts().Where(point => !point.StartsWith(Path.Join(_directory.Root, Snapshots), StringComparison.Ordinal))];

    /// <summary>An active snapshot on a committed one, or on nothing.</summary>
    protected async Task<IReadOnlyList<Mount>> PrepareAsync(string key, string parent = "")
    {
        if (_snapshotter is not null)
        {
            return await _snapshotter.PrepareAsync(key, parent, NoLabels, Deadline);
        }

        string directory = Make($"tree-{key}");
        if (parent.Length > 0)
        {
            using Process copy = Process.Start("cp", ["-a", $"{Tree(parent)}/.", directory]);
            await copy.WaitForExitAsync(Deadline);
            Assert.Equal(0, copy.ExitCode);
        }

        return [new Mount("bind", directory, ["rw", "rbind"])];
    }

    /// <summary>Commits an active snapshot.</summary>
    protected async Task CommitAsync(string name, string key)
    {
        if (_snapshotter is not null)
        {
            await _snapshotter.CommitAsync(name, key, "", NoLabels, Deadline);
            return;
        }

        Directory.Move(Tree(key), Tree(name));
    }

    /// <summary>A committed snapshot, or nothing, to be read.</summary>
    protected async Task<IReadOnlyList<Mount>> ViewAsync(string key, string parent)
    {
        if (_snapshotter is not null)
        {
            return await _snapshotter.ViewAsync(key, parent, NoLabels, Deadline);
        }

        return [new Mount("bind", parent.Length > 0 ? Tree(parent) : Make($"tree-{key}"), ["ro", "rbind"])];
    }

    /// <summary>A committed snapshot with what the work does to the mounted tree.</summary>
    protected async Task LayerAsync(string name, string parent, Action<MountedTree> work)
    {
        IReadOnlyList<Mount> mounts = await PrepareAsync($"{name}-active", parent);
        await using (MountedTree tree = MountedTree.Mount(mounts, Scratch))
        {
            work(tree);
        }

        await CommitAsync(name, $"{name}-active");
    }

    /// <summary>A committed snapshot with a layer applied to its parent.</summary>
    protected async Task<Descriptor> ApplyAsync(string name, string parent, Descriptor layer)
    {
        Descriptor applied = await Applier.ApplyAsync(Scope, layer, await PrepareAsync($"{name}-active", parent), new ApplyOptions(), Deadline);
        await CommitAsync(name, $"{name}-active");

        return applied;
    }

    /// <summary>Looks at a committed snapshot.</summary>
    protected async Task LookAsync(string name, Action<MountedTree> look)
    {
        IReadOnlyList<Mount> mounts = await ViewAsync($"look-{Guid.NewGuid():N}", name);
        await using MountedTree tree = MountedTree.Mount(mounts, Scratch);
        look(tree);
    }

    /// <summary>Puts a blob into the content store.</summary>
    protected async Task<Descriptor> AddAsync(byte[] bytes, string mediaType)
    {
        Digest digest = Digest.Of(bytes);
        await using IContentWriter writer = await Content.OpenWriterAsync($"add-{Guid.NewGuid():N}", bytes.Length, default, Deadline);
        await writer.WriteAsync(bytes, Deadline);
        try
        {
            await writer.CommitAsync(bytes.Length, digest, NoLabels, Deadline);
        }
        catch (DaemonException error) when (error.Kind == ErrorKind.AlreadyExists)
        {
            // The same bytes under another type.
        }

        return new Descriptor { MediaType = mediaType, Digest = digest, Size = bytes.Length };
    }

    /// <summary>The bytes of a blob.</summary>
    protected async Task<byte[]> ReadAsync(Digest digest)
    {
        await using IBlobReader reader = await Content.OpenReaderAsync(digest, Deadline);
        byte[] bytes = new byte[reader.Size];
        int length = 0;
        while (length < bytes.Length)
        {
            length += await reader.ReadAsync(bytes.AsMemory(length), length, Deadline);
        }

        return bytes;
    }

    /// <summary>The call must fail with this kind; its text must end as errors of the kind do.</summary>
    protected static Task<DaemonException> FailsAsync(ErrorKind kind, Func<Task> call) => Expect.FailureAsync(kind, call);

    private string Make(string name) => Directory.CreateDirectory(Path.Join(_directory.Root, name)).FullName;

    private string Tree(string key) => Path.Join(_directory.Root, $"tree-{key}");
}
