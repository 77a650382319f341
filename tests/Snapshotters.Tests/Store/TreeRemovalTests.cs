using PluginHost.Conformance.Support;
using PluginHost.Linux;
using PluginHost.SnapshotStore.Directories;
using Snapshotters.Tests.Native;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Store;

public sealed class TreeRemovalTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _root = new();

    private string Tree => _root.At("tree");

    [Fact]
    public void What_is_missing_is_removed()
        => TreeRemoval.Remove(Tree, CancellationToken.None);

    [Fact]
    public void A_single_file_and_a_single_link_are_removed()
    {
        File.WriteAllText(_root.At("outside"), "kept");
        File.CreateSymbolicLink(Tree, _root.At("outside"));

        TreeRemoval.Remove(Tree, CancellationToken.None);

        Assert.Equal([_root.At("outside")], Directory.GetFileSystemEntries(_root.Path));
    }

    [Fact]
    public void Links_are_removed_and_not_followed()
    {
        Directory.CreateDirectory(_root.At("outside"));
        File.WriteAllText(_root.At("outside/file"), "kept");
        Directory.CreateDirectory(Tree);
        Directory.CreateSymbolicLink(Path.Join(Tree, "link"), _root.At("outside"));

        TreeRemoval.Remove(Tree, CancellationToken.None);

        Assert.False(Directory.Exists(Tree));
        Assert.Equal("kept", File.ReadAllText(_root.At("outside/file")));
    }

    [Fact]
    public void A_name_that_is_not_utf8_is_removed()
    {
        Directory.CreateDirectory(Tree);
        LibC.MkdirAt(SafeFileDescriptor.CurrentDirectory, Path.Join(Tree, "\uDCFE"), FileModes.Octal0755);

        TreeRemoval.Remove(Tree, CancellationToken.None);

        Assert.False(Directory.Exists(Tree));
    }

    [Fact]
    public void Directories_nested_deeper_than_any_path_are_removed()
    {
        Directory.CreateDirectory(Tree);
        File.WriteAllText(Path.Join(Tree, ".removed-0"), "a name in the way");
        TreeCopyTests.Nest(Tree, 20_000);

        TreeRemoval.Remove(Tree, CancellationToken.None);

        Assert.False(Directory.Exists(Tree));
    }

    [RootFact]
    public void A_mount_in_the_tree_is_named_and_its_content_kept()
    {
        Directory.CreateDirectory(Path.Join(Tree, "sub", "mounted"));
        LibC.Mount("tmpfs", Path.Join(Tree, "sub", "mounted"), "tmpfs", MountFlags.None, null);

        LinuxException error = Assert.Throws<LinuxException>(() => TreeRemoval.Remove(Tree, CancellationToken.None));

        Assert.Equal(Errno.EBUSY, error.Errno);
        Assert.EndsWith("tree/sub/mounted", error.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_removal_ends()
    {
        Directory.CreateDirectory(Path.Join(Tree, "sub"));

        Assert.Throws<OperationCanceledException>(() => TreeRemoval.Remove(Tree, new CancellationToken(canceled: true)));

        Assert.True(Directory.Exists(Path.Join(Tree, "sub")));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _root.DisposeAsync();
}
