using Metadata.Tests.Support;
using PluginHost;
using PluginHost.Errors;
using PluginHost.Leases;
using PluginHost.Mounts;
using PluginHost.Plugins;
using PluginHost.Snapshots;

namespace Metadata.Tests;

/// <summary>Crashes, races, leases, and snapshots that the backend shares.</summary>
public sealed class SnapshotterFailureTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly MemorySnapshotter _backend = MemorySnapshotter.Create();
    private readonly MemorySnapshotter _sharing = MemorySnapshotter.Create(sharesByReference: true);
    private TestDaemon _daemon = null!;

    public async Task InitializeAsync()
    {
        _daemon = await TestDaemon.StartAsync();
        _daemon.Plugins.With(PluginTypes.Snapshotter, "memory", _backend).With(PluginTypes.Snapshotter, "sharing", _sharing);
    }

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    [Fact]
    public async Task Snapshots_are_attached_to_the_lease_of_the_call()
    {
        ILeaseStore leases = _daemon.Metadata.Leases(TestDaemon.In());
        await leases.CreateAsync("l", Texts.None, CancellationToken.None);
        ISnapshotter leased = Store(lease: "l");
        await leased.PrepareAsync("a", "", Texts.None, CancellationToken.None);
        Assert.Equal([new LeaseResource("a", "snapshots/memory")], await leases.ListResourcesAsync("l", CancellationToken.None));
        await leased.CommitAsync("n", "a", "", Texts.None, CancellationToken.None);
        Assert.Equal([new LeaseResource("n", "snapshots/memory")], await leases.ListResourcesAsync("l", CancellationToken.None));
        await leased.RemoveAsync("n", CancellationToken.None);
        Assert.Empty(await leases.ListResourcesAsync("l", CancellationToken.None));
    }

    [Fact]
    public async Task What_exists_already_is_attached_to_the_lease_as_well()
    {
        ILeaseStore leases = _daemon.Metadata.Leases(TestDaemon.In());
        await leases.CreateAsync("l", Texts.None, CancellationToken.None);
        await PrepareAsync("a");
        await PrepareAsync("b");
        await CommitAsync("n", "b");
        ISnapshotter leased = Store(lease: "l");

        await Assert.ThrowsAsync<DaemonException>(() => leased.PrepareAsync("a", "", Texts.None, CancellationToken.None));
        await Assert.ThrowsAsync<DaemonException>(() => leased.CommitAsync("n", "a", "", Texts.None, CancellationToken.None));

        Assert.Equal(
            [new LeaseResource("a", "snapshots/memory"), new LeaseResource("n", "snapshots/memory")],
            await leases.ListResourcesAsync("l", CancellationToken.None));
    }

    [Fact]
    public async Task An_unknown_lease_is_not_found_before_the_backend_is_asked()
    {
        const string message = "lease does not exist: not found";
        await PrepareAsync("a");
        int calls = _backend.Hooks.Calls.Count;
        ISnapshotter leased = Store(lease: "nope");

        await Expect.ErrorAsync(ErrorKind.NotFound, message, () => leased.PrepareAsync("b", "", Texts.None, CancellationToken.None));
        await Expect.ErrorAsync(ErrorKind.NotFound, message, () => leased.ViewAsync("b", "", Texts.None, CancellationToken.None));
        await Expect.ErrorAsync(ErrorKind.NotFound, message, () => leased.CommitAsync("n", "a", "", Texts.None, CancellationToken.None));
        await Expect.ErrorAsync(
            ErrorKind.AlreadyExists, "snapshot \"a\": already exists", () => leased.PrepareAsync("a", "", Texts.None, CancellationToken.None));
        Assert.Equal(calls, _backend.Hooks.Calls.Count);
    }

    [Fact]
    public async Task A_parent_that_goes_while_the_backend_works_takes_the_new_snapshot_along()
    {
        await PrepareAsync("a");
        await CommitAsync("base", "a");
        _backend.Hooks.On("after prepare", () => RemoveAsync("base"));

        await Expect.ErrorAsync(ErrorKind.NotFound, "missing parent \"base\" bucket: not found", () => PrepareAsync("b", "base"));
        Assert.Equal(["ns/2/base"], _backend.Keys);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task A_parent_that_is_replaced_while_the_backend_works_is_noticed()
    {
        await PrepareAsync("a");
        await CommitAsync("base", "a");
        await PrepareAsync("a2");
        _backend.Hooks.On("after prepare", async () =>
        {
            _backend.Hooks.Clear();
            await RemoveAsync("base");
            await CommitAsync("base", "a2");
        });

        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            "mismatched parent ns/5/base from target ns/2/base: invalid argument",
            () => PrepareAsync("b", "base"));
        Assert.Equal(["ns/2/base", "ns/5/base"], _backend.Keys);
    }

    [Fact]
    public async Task A_backend_that_has_a_fresh_key_already_is_an_unexpected_error()
    {
        _backend.Hooks.Throw("before prepare", DaemonException.AlreadyExists("key"));

        await Expect.ErrorAsync(
            ErrorKind.Unknown, "unexpected error from snapshotter: key: already exists: unknown", () => PrepareAsync("a"));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Two_callers_that_commit_to_one_name_find_one_winner_and_keep_the_other_snapshot()
    {
        await PrepareAsync("a");
        await PrepareAsync("b");

        Task[] commits = [CommitAsync("n", "a"), CommitAsync("n", "b")];
        await Assert.ThrowsAsync<DaemonException>(() => Task.WhenAll(commits));

        Assert.True(commits[0].IsCompletedSuccessfully ^ commits[1].IsCompletedSuccessfully);
        string loser = commits[0].IsCompletedSuccessfully ? "b" : "a";
        Assert.Equal(SnapshotKind.Active, (await StatAsync(loser)).Kind);
        Assert.Equal(SnapshotKind.Committed, (await StatAsync("n")).Kind);
    }

    [Fact]
    public async Task A_crash_after_the_backend_prepared_leaves_no_snapshot()
    {
        await CrashAsync("after prepare", () => PrepareAsync("a"));

        Assert.Empty(await ListAsync());
        Assert.Equal(["ns/1/a"], _backend.Keys);
        await PrepareAsync("a");
        Assert.Equal(["ns/1/a", "ns/65/a"], _backend.Keys);
        await _daemon.Metadata.CollectAsync(CancellationToken.None);
        Assert.DoesNotContain("ns/1/a", _backend.Keys);
    }

    [Fact]
    public async Task Numbers_in_reserve_are_given_up_when_the_namespace_was_made_anew()
    {
        await PrepareAsync("a");
        await _daemon.Metadata.Snapshotter(TestDaemon.In(), "memory").RemoveAsync("a", CancellationToken.None);
        await _daemon.Metadata.CollectAsync(CancellationToken.None);
        await _daemon.Metadata.Namespaces.DeleteAsync(TestDaemon.In().Namespace, CancellationToken.None);

        await PrepareAsync("b");

        Assert.Equal(["ns/1/b"], _backend.Keys);
    }

    [Theory]
    [InlineData("before commit")]
    [InlineData("after commit")]
    public async Task A_commit_that_a_crash_interrupted_is_finished_by_the_same_call(string moment)
    {
        await PrepareAsync("a", labels: Texts.Of("containerd.io/gc.root", "yes"));
        await CrashAsync(moment, () => CommitAsync("n", "a"));
        await _daemon.Metadata.CollectAsync(CancellationToken.None);
        Assert.Equal((SnapshotKind.Active, "a"), ((await StatAsync("a")).Kind, Assert.Single(await ListAsync()).Name));

        await CommitAsync("n", "a");

        Assert.Equal((SnapshotKind.Committed, "n"), ((await StatAsync("n")).Kind, Assert.Single(await ListAsync()).Name));
        Assert.Equal(["ns/2/n"], _backend.Keys);
    }

    [Fact]
    public async Task A_snapshot_whose_interrupted_commit_nobody_repeats_can_be_removed()
    {
        await PrepareAsync("a");
        await CrashAsync("after commit", () => CommitAsync("n", "a"));

        await RemoveAsync("a");
        await _daemon.Metadata.CollectAsync(CancellationToken.None);

        Assert.Empty(_backend.Keys);
    }

    [Fact]
    public async Task A_hanging_snapshotter_holds_up_only_the_call_itself()
    {
        TaskCompletionSource hanging = new();
        TaskCompletionSource reached = new();
        _backend.Hooks.On("before prepare", () =>
        {
            reached.TrySetResult();
            return hanging.Task;
        });
        Task<IReadOnlyList<Mount>> stuck = PrepareAsync("a");
        await reached.Task;
        _backend.Hooks.Clear();

        await PrepareAsync("b").WaitAsync(Deadline);
        await Store(name: "sharing").PrepareAsync("a", "", Texts.None, CancellationToken.None).WaitAsync(Deadline);
        await _daemon.Metadata.CollectAsync(CancellationToken.None).WaitAsync(Deadline);
        hanging.SetResult();
        await stuck;
        Assert.Equal(["ns/1/a"], _backend.Keys);
    }

    [Fact]
    public async Task A_failed_snapshotter_is_named_and_the_others_work()
    {
        _daemon.Plugins.Remove(PluginTypes.Snapshotter, "memory");

        Assert.Equal(["sharing"], _daemon.Metadata.Snapshotters);
        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument, "snapshotter not loaded: memory: invalid argument", () => PrepareAsync("a"));
        await Store(name: "sharing").PrepareAsync("a", "", Texts.None, CancellationToken.None);
    }

    [Fact]
    public async Task A_target_that_exists_is_not_prepared_again()
    {
        await PrepareAsync("a");
        await CommitAsync("n", "a");

        await Expect.ErrorAsync(
            ErrorKind.AlreadyExists,
            "target snapshot \"n\": already exists",
            () => PrepareAsync("b", labels: Texts.Of(SnapshotLabels.Reference, "n")));
    }

    [Fact]
    public async Task A_target_that_the_backend_shares_appears_in_the_namespace()
    {
        IReadOnlyDictionary<string, string> labels = Texts.Of(SnapshotLabels.Reference, "n", "mine", "1");
        ISnapshotter other = Store("other", name: "sharing");
        await other.PrepareAsync("a", "", labels, CancellationToken.None);
        await other.CommitAsync("n", "a", "", labels, CancellationToken.None);
        ILeaseStore leases = _daemon.Metadata.Leases(TestDaemon.In());
        await leases.CreateAsync("l", Texts.None, CancellationToken.None);

        await Expect.ErrorAsync(
            ErrorKind.AlreadyExists,
            "target snapshot \"n\": already exists",
            () => Store(lease: "l", name: "sharing").PrepareAsync("b", "", labels, CancellationToken.None));

        SnapshotInfo adopted = await Store(name: "sharing").StatAsync("n", CancellationToken.None);
        Assert.Equal((SnapshotKind.Committed, new Timestamp(1000, 1)), (adopted.Kind, adopted.CreatedAt));
        Assert.Equal("1", adopted.Labels["mine"]);
        Assert.Equal(["other/2/n"], _sharing.Keys);
        Assert.Equal([new LeaseResource("n", "snapshots/sharing")], await leases.ListResourcesAsync("l", CancellationToken.None));
        Assert.DoesNotContain(_daemon.Events.Published, static published => published.Namespace == "ns");
    }

    [Fact]
    public async Task A_target_that_the_backend_claims_but_does_not_show_is_not_found()
    {
        await Store("other", name: "sharing").PrepareAsync("a", "", Texts.Of(SnapshotLabels.Reference, "n"), CancellationToken.None);

        await Expect.ErrorAsync(
            ErrorKind.NotFound,
            "target snapshot \"n\" in backend: not found",
            () => Store(name: "sharing").PrepareAsync("b", "", Texts.Of(SnapshotLabels.Reference, "n"), CancellationToken.None));
    }

    private ISnapshotter Store(string @namespace = "ns", string? lease = null, string name = "memory")
        => _daemon.Metadata.Snapshotter(TestDaemon.In(@namespace, lease), name);

    private Task<SnapshotInfo> StatAsync(string key) => Store().StatAsync(key, CancellationToken.None);

    private Task<IReadOnlyList<Mount>> PrepareAsync(string key, string parent = "", IReadOnlyDictionary<string, string>? labels = null)
        => Store().PrepareAsync(key, parent, labels ?? Texts.None, CancellationToken.None);

    private Task CommitAsync(string name, string key, IReadOnlyDictionary<string, string>? labels = null)
        => Store().CommitAsync(name, key, "", labels ?? Texts.None, CancellationToken.None);

    private Task RemoveAsync(string key) => Store().RemoveAsync(key, CancellationToken.None);

    private async Task<List<SnapshotInfo>> ListAsync(params string[] filters)
    {
        List<SnapshotInfo> found = [];
        await foreach (SnapshotInfo info in Store().WalkAsync(filters, CancellationToken.None))
        {
            found.Add(info);
        }

        return found;
    }

    // The daemon dies at that moment of a call of the backend, which itself survives, and comes back.
    private async Task CrashAsync(string moment, Func<Task> call)
    {
        TaskCompletionSource crashed = new();
        _backend.Hooks.On(moment, () =>
        {
            crashed.SetResult();
            return new TaskCompletionSource().Task;
        });
        Task interrupted = call();
        await crashed.Task.WaitAsync(Deadline);
        await _daemon.RestartAsync();
        _backend.Hooks.Clear();
        Assert.False(interrupted.IsCompleted);
    }
}
