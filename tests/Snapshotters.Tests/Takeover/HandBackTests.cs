using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Plugins.Native;
using PluginHost.Plugins.Overlayfs;
using PluginHost.Snapshots;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Takeover;

/// <summary>After our writes containerd goes on with the same directory, and after its writes we do.</summary>
public sealed class HandBackTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> NoLabels = [];
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryDirectory _work = new();

    [ContainerdTheory]
    [InlineData("overlayfs")]
    [InlineData("native")]
    public async Task Containerd_goes_on_with_what_we_wrote(string name)
    {
        string root = await ContainerdRoot.UnpackAsync("2.3.4", _work.Path);
        string directory = Path.Join(root, $"io.containerd.snapshotter.v1.{name}");
        string ours = $"work-{(name == "native" ? "n" : "1")}";
        string key;
        string mounts;
        await using (ISnapshotter snapshotter = Open(name, directory))
        {
            key = await KeyOfAsync(snapshotter, ours);
            SnapshotInfo info = await snapshotter.StatAsync(key, None);
            Dictionary<string, string> labels = new() { ["containerd.io/snapshot/ours"] = "here" };
            await snapshotter.UpdateAsync(info with { Labels = labels }, [], None);
            for (int i = 0; i < 200; i++)
            {
                await snapshotter.ViewAsync($"filler-{i}", info.Parent, NoLabels, None);
            }

            for (int i = 0; i < 200; i++)
            {
                await snapshotter.RemoveAsync($"filler-{i}", None);
            }

            mounts = string.Join(',', (await snapshotter.MountsAsync(key, None))[0].Options);
        }

        await using (ContainerdDaemon daemon = await ContainerdDaemon.StartAsync(root, _work.Path))
        {
            Assert.Contains(
                $"-o {mounts}",
                await daemon.CtrAsync("snapshots", "--snapshotter", name, "mounts", "/mnt", ours),
                StringComparison.Ordinal);
            Assert.Contains("\"containerd.io/snapshot/ours\": \"here\"",
                await daemon.CtrAsync("snapshots", "--snapshotter", name, "info", ours), StringComparison.Ordinal);
            await daemon.CtrAsync("snapshots", "--snapshotter", name, "commit", "theirs", ours);
            await daemon.CtrAsync("snapshots", "--snapshotter", name, "prepare", "theirs-active", "theirs");
        }

        await using (ISnapshotter again = Open(name, directory))
        {
            SnapshotInfo committed = await again.StatAsync(await KeyOfAsync(again, "theirs"), None);
            SnapshotInfo active = await again.StatAsync(await KeyOfAsync(again, "theirs-active"), None);
            Assert.Equal(SnapshotKind.Committed, committed.Kind);
            Assert.Equal((SnapshotKind.Active, committed.Name), (active.Kind, active.Parent));
            Assert.True((await again.UsageAsync(committed.Name, None)).Inodes > 0);
            await again.PrepareAsync("last", committed.Name, NoLabels, None);
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _work.DisposeAsync();

    private static ISnapshotter Open(string name, string root)
    {
        OverlayfsConfig config = new();

        return name == "native"
            ? new NativeSnapshotter(root, TimeProvider.System, NullLogger.Instance)
            : new OverlayfsSnapshotter(root, config, OverlayfsProbe.Of(root).OptionsFor(config), TimeProvider.System, NullLogger.Instance);
    }

    // The backend's key is namespace/sequence/key.
    private static async Task<string> KeyOfAsync(ISnapshotter snapshotter, string key)
    {
        await foreach (SnapshotInfo info in snapshotter.WalkAsync([], None))
        {
            if (info.Name.EndsWith($"/{key}", StringComparison.Ordinal))
            {
                return info.Name;
            }
        }

        throw new InvalidOperationException($"no snapshot {key}");
    }
}
