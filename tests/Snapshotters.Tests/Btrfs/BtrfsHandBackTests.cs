using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Support;
using PluginHost.Linux.Mounting;
using PluginHost.Plugins.Btrfs;
using PluginHost.Snapshots;
using PluginHost.Testing;
using PluginHost.Testing.Images;
using Snapshotters.Tests.Support;
using Snapshotters.Tests.Takeover;

namespace Snapshotters.Tests.Btrfs;

/// <summary>One directory, used by containerd's btrfs snapshotter and ours in turns.</summary>
public sealed class BtrfsHandBackTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryDirectory _work = new();

    private string Snapshots => _work.At("root/io.containerd.snapshotter.v1.btrfs");

    [RequiresFact("root", "mkfs.btrfs", "containerd", "ctr")]
    public async Task We_go_on_with_what_containerd_wrote_and_containerd_with_what_we_wrote()
    {
        Directory.CreateDirectory(_work.At("root"));
        await FileSystemImage.MountBtrfsAsync(Snapshots);
        await using (ContainerdDaemon daemon = await ContainerdDaemon.StartAsync(_work.At("root"), _work.Path))
        {
            await CtrAsync(daemon, "prepare", "first");
            await File.WriteAllTextAsync(Path.Join(Snapshots, "active", "1", "theirs"), "one");
            await CtrAsync(daemon, "commit", "base", "first");
            await CtrAsync(daemon, "prepare", "second", "base");
            await CtrAsync(daemon, "view", "look", "base");
        }

        string mounts;
        await using (BtrfsSnapshotter ours = Open())
        {
            Assert.Equal(SnapshotKind.Committed, (await ours.StatAsync("default/2/base", None)).Kind);
            Assert.True((await ours.UsageAsync("default/2/base", None)).Inodes > 1);
            await using (MountedTree look = MountedTree.Mount(await ours.MountsAsync("default/4/look", None), _work.Path))
            {
                Assert.Equal("one", await File.ReadAllTextAsync(look.At("theirs")));
            }

            IReadOnlyList<PluginHost.Mounts.Mount> second = await ours.MountsAsync("default/3/second", None);
            mounts = string.Join(',', second[0].Options);
            await using (MountedTree tree = MountedTree.Mount(second, _work.Path))
            {
                await File.WriteAllTextAsync(tree.At("ours"), "two");
            }

            await ours.PrepareAsync("filler", "default/2/base", new Dictionary<string, string>(), None);
            await ours.CommitAsync("filler-base", "filler", "", new Dictionary<string, string>(), None);
            await ours.RemoveAsync("filler-base", None);
        }

        await using (ContainerdDaemon daemon = await ContainerdDaemon.StartAsync(_work.At("root"), _work.Path))
        {
            Assert.Contains($"-o {mounts}", await CtrAsync(daemon, "mounts", "/mnt", "second"), StringComparison.Ordinal);
            await CtrAsync(daemon, "commit", "both", "second");
            await CtrAsync(daemon, "prepare", "third", "both");
        }

        await using BtrfsSnapshotter again = Open();
        await using MountedTree third = MountedTree.Mount(await again.MountsAsync("default/6/third", None), _work.Path);
        Assert.Equal("one", await File.ReadAllTextAsync(third.At("theirs")));
        Assert.Equal("two", await File.ReadAllTextAsync(third.At("ours")));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _work.DisposeAsync();

    private static Task<string> CtrAsync(ContainerdDaemon daemon, params string[] arguments)
        => daemon.CtrAsync(["snapshots", "--snapshotter", "btrfs", .. arguments]);

    private BtrfsSnapshotter Open()
        => new(Snapshots, MountTable.Lookup(Snapshots).Source, TimeProvider.System, NullLogger.Instance);
}
