using Metadata.Tests.Support;
using PluginHost.Errors;

namespace Metadata.Tests;

/// <summary>Backends in other processes that do not answer, and do the work nevertheless.</summary>
public sealed class UnansweredCallTests : IAsyncLifetime
{
    private GcWorld _world = null!;

    public async Task InitializeAsync()
    {
        _world = await GcWorld.StartAsync();
        await _world.CollectAsync();
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Theory]
    [InlineData(ErrorKind.Unavailable)]
    [InlineData(ErrorKind.DeadlineExceeded)]
    public async Task A_snapshot_that_is_made_after_its_call_was_given_up_is_collected_whenever_it_comes(ErrorKind kind)
    {
        _world.Snapshotter.Hooks.Throw("before prepare", DaemonException.Of(kind, "gone"));
        await Expect.ErrorAsync(kind, $"gone: {kind.Text()}", () => _world.Snapshots().PrepareAsync("a", "", Texts.None, CancellationToken.None));
        _world.Snapshotter.Hooks.Clear();
        await _world.CollectAsync();

        await _world.Snapshotter.PrepareAsync("ns/1/a", "", Texts.None, CancellationToken.None);
        await _world.CollectAsync();

        Assert.Empty(_world.Snapshotter.Keys);
    }

    [Fact]
    public async Task An_ingest_that_is_made_after_its_call_was_given_up_is_collected_whenever_it_comes()
    {
        _world.Content.Hooks.Throw("before open", DaemonException.Unavailable("gone"));
        await Expect.ErrorAsync(ErrorKind.Unavailable, "gone: unavailable", () => _world.Store().OpenWriterAsync("r", 0, default, CancellationToken.None));
        _world.Content.Hooks.Clear();
        await _world.CollectAsync();

        _world.Content.Ingests["ns/1/r"] = new MemoryStream();
        await _world.CollectAsync();

        Assert.Empty(_world.Content.Ingests);
    }

    [Fact]
    public async Task A_call_that_was_given_up_asks_for_a_collection()
    {
        List<bool> mutations = [];
        using IDisposable watch = _world.Daemon.Metadata.OnMutation(mutations.Add);
        _world.Snapshotter.Hooks.Throw("before prepare", DaemonException.Unavailable("gone"));

        await Expect.ErrorAsync(ErrorKind.Unavailable, "gone: unavailable", () => _world.Snapshots().PrepareAsync("a", "", Texts.None, CancellationToken.None));

        Assert.True(mutations[^1]);
    }

    [Fact]
    public async Task After_an_hour_the_backend_is_left_alone_again()
    {
        _world.Snapshotter.Hooks.Throw("before prepare", DaemonException.Unavailable("gone"));
        await Expect.ErrorAsync(ErrorKind.Unavailable, "gone: unavailable", () => _world.Snapshots().PrepareAsync("a", "", Texts.None, CancellationToken.None));
        _world.Daemon.Clock.Advance(TimeSpan.FromHours(2));
        await _world.CollectAsync();
        int walks = Walks();

        await _world.CollectAsync();

        Assert.Equal(walks, Walks());
    }

    [Fact]
    public async Task A_snapshotter_that_hangs_is_not_asked_to_remove_the_rest()
    {
        await _world.CommittedAsync("a");
        await _world.CommittedAsync("b");
        foreach (string name in (string[])["a", "b"])
        {
            await _world.Snapshots().RemoveAsync(name, CancellationToken.None);
        }

        _world.Snapshotter.Hooks.Throw("before remove", DaemonException.Of(ErrorKind.DeadlineExceeded, "no answer"));
        await _world.CollectAsync();

        Assert.Single(_world.Snapshotter.Hooks.Calls, static call => call == "remove");
        _world.Snapshotter.Hooks.Clear();
        await _world.CollectAsync();
        Assert.Empty(_world.Snapshotter.Keys);
    }

    private int Walks() => _world.Snapshotter.Hooks.Calls.Count(static call => call == "walk");
}
