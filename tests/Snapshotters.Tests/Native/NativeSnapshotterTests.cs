using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Mounts;
using PluginHost.Plugins;
using PluginHost.Plugins.Native;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Native;

public sealed class NativeSnapshotterTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> NoLabels = [];
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryDirectory _root = new();

    private string Snapshots => _root.At("snapshots");

    [Fact]
    public async Task Mounts_are_those_of_containerd()
    {
        await using NativeSnapshotter snapshotter = Open();

        Assert.Equal($"bind {Snapshots}/1 rbind,rw", Describe(await snapshotter.PrepareAsync("active", "", NoLabels, None)));
        Assert.Equal($"bind {Snapshots}/2 rbind,ro", Describe(await snapshotter.ViewAsync("empty", "", NoLabels, None)));
        await snapshotter.CommitAsync("base", "active", "", NoLabels, None);
        Assert.Equal($"bind {Snapshots}/3 rbind,rw", Describe(await snapshotter.PrepareAsync("child", "base", NoLabels, None)));
        Assert.Equal($"bind {Snapshots}/1 rbind,ro", Describe(await snapshotter.ViewAsync("view", "base", NoLabels, None)));
    }

    [Fact]
    public async Task A_view_of_a_parent_has_no_directory()
    {
        await using NativeSnapshotter snapshotter = Open();
        await BaseAsync(snapshotter, "content");

        await snapshotter.ViewAsync("view", "base", NoLabels, None);
        Assert.Equal(["1"], Names());

        await snapshotter.RemoveAsync("view", None);
        Assert.Equal(["1"], Names());
    }

    [Fact]
    public async Task A_child_is_a_copy_that_changes_on_its_own()
    {
        await using NativeSnapshotter snapshotter = Open();
        await BaseAsync(snapshotter, "content");
        await snapshotter.PrepareAsync("child", "base", NoLabels, None);

        File.WriteAllText(Path.Join(Snapshots, "2", "file"), "changed");

        Assert.Equal("content", File.ReadAllText(Path.Join(Snapshots, "1", "file")));
    }

    [Fact]
    public async Task A_removed_snapshot_is_gone_from_the_disk()
    {
        await using NativeSnapshotter snapshotter = Open();
        await BaseAsync(snapshotter, "content");

        await snapshotter.RemoveAsync("base", None);

        Assert.Empty(Names());
    }

    [Fact]
    public async Task A_removal_that_was_not_committed_is_undone_at_the_next_start_and_a_committed_one_finished()
    {
        await using (NativeSnapshotter first = Open())
        {
            await BaseAsync(first, "content");
        }

        Directory.Move(Path.Join(Snapshots, "1"), Path.Join(Snapshots, "rm-1"));
        Directory.CreateDirectory(Path.Join(Snapshots, "rm-2"));
        Directory.CreateDirectory(Path.Join(Snapshots, "3"));
        Directory.CreateDirectory(Path.Join(Snapshots, "new-x"));

        await using NativeSnapshotter second = Open();
        await second.ViewAsync("view", "base", NoLabels, None);

        await TestWait.UntilAsync(() => Names() is ["1"], $"{Snapshots} to hold the living snapshot only");
        Assert.Equal("content", File.ReadAllText(Path.Join(Snapshots, "1", "file")));
    }

    [Fact]
    public async Task A_copy_that_fails_leaves_nothing()
    {
        await using NativeSnapshotter snapshotter = Open();
        await BaseAsync(snapshotter, "content");
        Directory.Delete(Path.Join(Snapshots, "1"), recursive: true);

        await Assert.ThrowsAsync<LinuxException>(() => snapshotter.PrepareAsync("child", "base", NoLabels, None));

        Assert.Empty(Names());
        DaemonException error = await Assert.ThrowsAsync<DaemonException>(() => snapshotter.StatAsync("child", None));
        Assert.Equal(ErrorKind.NotFound, error.Kind);
    }

    [Fact]
    public async Task A_cancelled_copy_leaves_nothing()
    {
        await using NativeSnapshotter snapshotter = Open();
        await BaseAsync(snapshotter, "content");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => snapshotter.PrepareAsync("child", "base", NoLabels, new CancellationToken(canceled: true)));

        Assert.Equal(["1"], Names());
    }

    [Fact]
    public async Task A_taken_key_and_an_unknown_parent_are_refused_before_anything_is_copied()
    {
        await using NativeSnapshotter snapshotter = Open();
        await BaseAsync(snapshotter, "content");

        DaemonException taken = await Assert.ThrowsAsync<DaemonException>(() => snapshotter.PrepareAsync("base", "base", NoLabels, None));
        DaemonException unknown = await Assert.ThrowsAsync<DaemonException>(
            () => snapshotter.PrepareAsync("child", "none", NoLabels, None));

        Assert.Equal("failed to create snapshot: snapshot base: already exists", taken.Message);
        Assert.Equal("failed to create snapshot: missing parent \"none\" bucket: not found", unknown.Message);
        Assert.Equal(["1"], Names());
    }

    [Fact]
    public async Task A_clean_up_spares_what_is_being_made()
    {
        await using NativeSnapshotter snapshotter = Open();
        await BaseAsync(snapshotter, "content");
        using CancellationTokenSource stop = new();
        Task cleaning = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await snapshotter.CleanupAsync(None);
            }
        });

        for (int i = 0; i < 20; i++)
        {
            await snapshotter.PrepareAsync($"child-{i}", "base", NoLabels, None);
        }

        await stop.CancelAsync();
        await cleaning;
        Assert.All(Enumerable.Range(2, 20), id => Assert.Equal("content", File.ReadAllText(Path.Join(Snapshots, $"{id}", "file"))));
    }

    [Fact]
    public async Task The_plugin_says_what_it_is()
    {
        Registration registration = Assert.Single(new NativePlugin().Registrations);
        InitContext context = PluginContext.For(_root.Path, registration, new NativeConfig());

        await using NativeSnapshotter snapshotter = Assert.IsType<NativeSnapshotter>(await registration.InitFn(context, None));

        Assert.Equal("io.containerd.snapshotter.v1.native", registration.Uri);
        Assert.Equal(context.RootDirectory, context.Meta.Exports["root"]);
        Assert.Single(context.Meta.Platforms);
        Assert.Single(new NativeConfig { RootPath = "relative" }.Validate());
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _root.DisposeAsync();

    private NativeSnapshotter Open() => new(_root.Path, TimeProvider.System, NullLogger.Instance);

    private async Task BaseAsync(NativeSnapshotter snapshotter, string content)
    {
        await snapshotter.PrepareAsync("active", "", NoLabels, None);
        File.WriteAllText(Path.Join(Snapshots, "1", "file"), content);
        await snapshotter.CommitAsync("base", "active", "", NoLabels, None);
    }

    private string[] Names()
        => [.. Directory.EnumerateFileSystemEntries(Snapshots).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string Describe(IReadOnlyList<Mount> mounts)
    {
        Mount mount = Assert.Single(mounts);

        return $"{mount.Type} {mount.Source} {string.Join(',', mount.Options)}";
    }
}
