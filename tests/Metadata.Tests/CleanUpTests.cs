using Metadata.Tests.Support;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;
using PluginHost.Plugins;

namespace Metadata.Tests;

/// <summary>Collections beside backends at work.</summary>
public sealed class CleanUpTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private GcWorld _world = null!;

    public async Task InitializeAsync() => _world = await GcWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task The_first_collection_removes_what_a_killed_daemon_left()
    {
        _world.Content.Blobs[GcWorld.DigestOf("orphan")] = [];
        _world.Content.Ingests["ns/1/orphan"] = new MemoryStream();
        await _world.Snapshotter.PrepareAsync("ns/9/orphan", "", Texts.None, CancellationToken.None);

        await _world.CollectAsync();

        Assert.Empty(_world.Content.Blobs);
        Assert.Empty(_world.Content.Ingests);
        Assert.Empty(_world.Snapshotter.Keys);
    }

    [Fact]
    public async Task A_backend_in_which_nothing_was_deleted_is_left_alone()
    {
        await _world.CollectAsync();
        await _world.BlobAsync("a");
        await _world.CollectAsync();

        Assert.Equal(2, _world.Content.Hooks.Calls.Count(static call => call == "walk"));
        Assert.Single(_world.Snapshotter.Hooks.Calls, static call => call == "walk");
        Assert.Single(_world.Snapshotter.Hooks.Calls, static call => call == "cleanup");
    }

    [Fact]
    public async Task A_blob_that_is_being_committed_is_not_removed()
    {
        await _world.CollectAsync();
        await _world.BlobAsync("garbage");
        TaskCompletionSource gate = new();
        TaskCompletionSource reached = new();
        _world.Content.Hooks.On("after commit", () =>
        {
            reached.SetResult();
            return gate.Task;
        });
        Task commit = _world.BlobAsync("a", Texts.Of("containerd.io/gc.root", "x"));
        await reached.Task.WaitAsync(Deadline);

        await _world.CollectAsync().WaitAsync(Deadline);
        Assert.Equal([GcWorld.DigestOf("a")], _world.Content.Blobs.Keys);
        gate.SetResult();
        await commit;

        Assert.Equal(["blob a"], await _world.ObjectsAsync(["a"]));
    }

    [Fact]
    public async Task A_snapshot_that_is_being_prepared_is_not_removed()
    {
        await _world.LeaseAsync("l");
        TaskCompletionSource gate = new();
        TaskCompletionSource reached = new();
        _world.Snapshotter.Hooks.On("after prepare", () =>
        {
            reached.SetResult();
            return gate.Task;
        });
        Task prepare = _world.Snapshots("l").PrepareAsync("a", "", Texts.None, CancellationToken.None);
        await reached.Task.WaitAsync(Deadline);

        await _world.CollectAsync().WaitAsync(Deadline);
        gate.SetResult();
        await prepare;

        Assert.Equal(["ns/1/a"], _world.Snapshotter.Keys);
        Assert.Equal(["lease l", "snapshot a"], await _world.ObjectsAsync([]));
    }

    [Fact]
    public async Task A_snapshot_that_is_being_committed_is_not_removed()
    {
        await _world.LeaseAsync("l");
        await _world.Snapshots("l").PrepareAsync("a", "", Texts.None, CancellationToken.None);
        TaskCompletionSource gate = new();
        TaskCompletionSource reached = new();
        _world.Snapshotter.Hooks.On("after commit", () =>
        {
            reached.SetResult();
            return gate.Task;
        });
        Task commit = _world.Snapshots("l").CommitAsync("n", "a", "", Texts.None, CancellationToken.None);
        await reached.Task.WaitAsync(Deadline);

        await _world.CollectAsync().WaitAsync(Deadline);
        gate.SetResult();
        await commit;

        Assert.Equal(["ns/2/n"], _world.Snapshotter.Keys);
        Assert.Equal(["lease l", "snapshot n"], await _world.ObjectsAsync([]));
    }

    [Fact]
    public async Task Who_wants_a_blob_that_is_being_removed_waits_and_then_brings_the_bytes()
    {
        await _world.BlobAsync("a");
        Digest digest = GcWorld.DigestOf("a");
        TaskCompletionSource gate = new();
        TaskCompletionSource reached = new();
        _world.Content.Hooks.On("before delete", () =>
        {
            reached.SetResult();
            return gate.Task;
        });
        Task collection = _world.CollectAsync();
        await reached.Task.WaitAsync(Deadline);

        Task<IContentWriter> opening = _world.Store().OpenWriterAsync("r", 1, digest, CancellationToken.None);
        Assert.False(opening.IsCompleted);
        gate.SetResult();
        await collection.WaitAsync(Deadline);
        await using IContentWriter writer = await opening.WaitAsync(Deadline);

        Assert.Equal(0, writer.Status.Offset);
        await writer.WriteAsync("a"u8.ToArray(), CancellationToken.None);
        await writer.CommitAsync(1, digest, Texts.None, CancellationToken.None);
        Assert.Single(_world.Content.Blobs);
    }

    [Fact]
    public async Task Writers_do_not_wait_while_a_backend_is_cleaned()
    {
        await _world.BlobAsync("garbage");
        TaskCompletionSource gate = new();
        TaskCompletionSource reached = new();
        _world.Content.Hooks.On("before delete", () =>
        {
            reached.SetResult();
            return gate.Task;
        });
        Task collection = _world.CollectAsync();
        await reached.Task.WaitAsync(Deadline);

        await _world.ImageAsync("i", "x").WaitAsync(Deadline);
        await _world.BlobAsync("new").WaitAsync(Deadline);
        await _world.CommittedAsync("n").WaitAsync(Deadline);
        Assert.False(collection.IsCompleted);
        gate.SetResult();
        await collection;
    }

    [Fact]
    public async Task A_snapshotter_that_fails_does_not_stop_the_others_and_is_tried_again()
    {
        MemorySnapshotter other = MemorySnapshotter.Create();
        _world.Daemon.Plugins.With(PluginTypes.Snapshotter, "other", other);
        await other.PrepareAsync("ns/1/orphan", "", Texts.None, CancellationToken.None);
        await _world.BlobAsync("a");
        await _world.CommittedAsync("n");
        _world.Snapshotter.Hooks.Throw("before walk", new IOException("disk"));

        await _world.CollectAsync();

        Assert.Empty(other.Keys);
        Assert.Empty(_world.Content.Blobs);
        Assert.Single(_world.Snapshotter.Keys);
        Assert.Contains(_world.Daemon.Logger.Entries, static entry => entry is { Message: "failed to clean up", Error: IOException });
        _world.Snapshotter.Hooks.Clear();
        await _world.CollectAsync();
        Assert.Empty(_world.Snapshotter.Keys);
    }

    [Fact]
    public async Task One_object_that_cannot_be_removed_does_not_keep_the_others()
    {
        await _world.BlobAsync("a");
        await _world.BlobAsync("b");
        int deletions = 0;
        _world.Content.Hooks.On("before delete", () => ++deletions == 1 ? throw new IOException("busy") : Task.CompletedTask);

        await _world.CollectAsync();
        Assert.Single(_world.Content.Blobs);
        await _world.CollectAsync();

        Assert.Empty(_world.Content.Blobs);
    }

    [Fact]
    public async Task A_snapshotter_without_deferred_removal_is_no_failure()
    {
        _world.Snapshotter.Hooks.Throw("before cleanup", DaemonException.NotImplemented("cleanup"));
        await _world.CollectAsync();

        Assert.DoesNotContain(_world.Daemon.Logger.Entries, static entry => entry.Message == "failed to clean up");
    }

    [Fact]
    public async Task A_backend_that_hangs_is_no_longer_waited_for_after_a_while()
    {
        await _world.CommittedAsync("n");
        await _world.BlobAsync("a");
        TaskCompletionSource gate = new();
        TaskCompletionSource reached = new();
        _world.Snapshotter.Hooks.On("before walk", () =>
        {
            reached.TrySetResult();
            return gate.Task;
        });
        Task collection = _world.CollectAsync();
        await reached.Task.WaitAsync(Deadline);
        await Poll.UntilAsync(() => _world.Daemon.Clock.Pending > 0 && _world.Content.Blobs.IsEmpty, Deadline);
        _world.Daemon.Clock.Advance(TimeSpan.FromSeconds(30));
        await collection.WaitAsync(Deadline);
        Assert.Contains(_world.Daemon.Logger.Entries, static entry => entry.Message == "clean-up takes long and is no longer waited for");

        await _world.CollectAsync().WaitAsync(Deadline);
        Assert.DoesNotContain(_world.Daemon.Logger.Entries, static entry => entry.Message == "clean-up of an earlier collection has not ended");
        await _world.CommittedAsync("other");
        await _world.CollectAsync().WaitAsync(Deadline);
        Assert.Contains(_world.Daemon.Logger.Entries, static entry => entry.Message == "clean-up of an earlier collection has not ended");

        gate.SetResult();
        await Poll.UntilAsync(() => !_world.Snapshotter.Keys.Contains("ns/2/n"), Deadline);
        await _world.CollectAsync().WaitAsync(Deadline);
        Assert.Empty(_world.Snapshotter.Keys);
    }

    [Fact]
    public async Task A_writer_beside_a_collection_keeps_its_objects()
    {
        await _world.LeaseAsync("l");
        Task writes = Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            await _world.BlobAsync($"{i}", lease: "l");
            await _world.CommittedAsync($"{i}", lease: "l");
            await _world.BlobAsync($"garbage{i}");
        }));
        int collections = 0;
        while (!writes.IsCompleted || collections < 3)
        {
            await _world.CollectAsync().WaitAsync(Deadline);
            collections++;
        }

        await writes;

        // What a writer still held when its record went is taken by the next collection.
        await _world.CollectAsync();
        string[] names = [.. Enumerable.Range(0, 40).Select(static i => $"{i}")];
        Assert.Equal(
            names.Select(static name => $"blob {name}").Concat(names.Select(static name => $"snapshot {name}")).Append("lease l")
                .Order(StringComparer.Ordinal),
            await _world.ObjectsAsync(names));
        Assert.Equal(names.Select(GcWorld.DigestOf).ToHashSet(), _world.Content.Blobs.Keys.ToHashSet());
        Assert.Equal(40, _world.Snapshotter.Keys.Count);
    }
}
