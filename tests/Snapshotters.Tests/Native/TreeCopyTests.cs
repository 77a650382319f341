using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Support;
using PluginHost.Linux;
using PluginHost.Linux.Files;
using PluginHost.Plugins.Native;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Native;

public sealed class TreeCopyTests : IAsyncLifetime
{
    private const string NotUtf8 = "not-utf8-\uDCFF";
    private static readonly SafeFileDescriptor Here = SafeFileDescriptor.CurrentDirectory;
    private readonly TemporaryDirectory _root = new();

    private string From => _root.At("from");

    private string To => _root.At("to");

    [RootFact]
    public void Every_type_of_file_is_copied_with_owner_and_mode()
    {
        File.WriteAllText(Path.Join(From, "file"), "content");
        LibC.FchownAt(Here, Path.Join(From, "file"), 12, 34, AtFlags.None);
        LibC.FchmodAt(Here, Path.Join(From, "file"), 0x9ED); // 04755
        Directory.CreateDirectory(Path.Join(From, "dir", "sub"));
        LibC.FchmodAt(Here, Path.Join(From, "dir"), 0x3FF); // 01777
        LibC.SymlinkAt("/nowhere/../x", Here, Path.Join(From, "dir", "link"));
        LibC.FchownAt(Here, Path.Join(From, "dir", "link"), 56, 78, AtFlags.AT_SYMLINK_NOFOLLOW);
        LibC.MknodAt(Here, Path.Join(From, "null"), FileModes.S_IFCHR | FileModes.Octal0666, new DeviceNumber(1, 3));
        LibC.MknodAt(Here, Path.Join(From, "fifo"), FileModes.S_IFIFO | FileModes.Octal0600, default);
        LibC.MknodAt(Here, Path.Join(From, "socket"), FileModes.S_IFSOCK | FileModes.Octal0600, default);
        using (LibC.Open(Path.Join(From, NotUtf8), OpenFlags.O_WRONLY | OpenFlags.O_CREAT, FileModes.Octal0644))
        {
        }

        Copy();

        Assert.Equal(TreeImage.Of(From), TreeImage.Of(To));
        Assert.Contains(TreeImage.Of(To), line => line.Contains(NotUtf8, StringComparison.Ordinal));
    }

    [Fact]
    public void Times_are_kept_to_the_nanosecond_also_of_directories()
    {
        string file = Path.Join(From, "dir", "file");
        Directory.CreateDirectory(Path.Join(From, "dir"));
        File.WriteAllText(file, "");
        LibC.UtimensAt(Here, file, new TimeSpec(1000, 1), new TimeSpec(2000, 123456789), AtFlags.None);
        LibC.UtimensAt(Here, Path.Join(From, "dir"), new TimeSpec(3000, 3), new TimeSpec(4000, 4), AtFlags.None);

        Copy();

        Assert.Equal(new TimeSpec(2000, 123456789), LibC.Lstat(Path.Join(To, "dir", "file")).ModifyTime);
        Assert.Equal(new TimeSpec(4000, 4), LibC.Lstat(Path.Join(To, "dir")).ModifyTime);
    }

    [Fact]
    public void Hard_links_stay_links_of_one_another_only()
    {
        Directory.CreateDirectory(Path.Join(From, "a"));
        Directory.CreateDirectory(Path.Join(From, "b"));
        File.WriteAllText(Path.Join(From, "a", "one"), "content");
        LibC.LinkAt(Here, Path.Join(From, "a", "one"), Here, Path.Join(From, "b", "two"), AtFlags.None);
        LibC.LinkAt(Here, Path.Join(From, "a", "one"), Here, _root.At("outside"), AtFlags.None);

        Copy();

        FileStatus one = LibC.Lstat(Path.Join(To, "a", "one"));
        Assert.True(one.IsSameFile(LibC.Lstat(Path.Join(To, "b", "two"))));
        Assert.Equal(2u, one.LinkCount);
        Assert.False(one.IsSameFile(LibC.Lstat(_root.At("outside"))));
    }

    [Fact]
    public void Holes_stay_holes()
    {
        string sparse = Path.Join(From, "sparse");
        using (FileStream stream = File.Create(sparse))
        {
            stream.Seek(8 << 20, SeekOrigin.Begin);
            stream.Write("in the middle"u8);
            stream.SetLength(16 << 20);
        }

        Copy();

        FileStatus copy = LibC.Lstat(Path.Join(To, "sparse"));
        Assert.Equal(16 << 20, copy.Size);
        Assert.True(copy.Blocks * 512 < 1 << 20, $"{copy.Blocks} blocks");
        Assert.Equal(File.ReadAllBytes(sparse), File.ReadAllBytes(Path.Join(To, "sparse")));
    }

    [RootFact]
    public void Extended_attributes_are_copied_and_survive_the_change_of_owner()
    {
        string file = Path.Join(From, "file");
        File.WriteAllText(file, "");
        LibC.FchownAt(Here, file, 12, 34, AtFlags.None);
        Xattr.Set(file, "user.one", "1"u8);
        Xattr.Set(file, "trusted.overlay.opaque", "y"u8);
        byte[] capability = Convert.FromHexString("0100000201000000000000000000000000000000");
        Xattr.Set(file, "security.capability", capability);
        Xattr.Set(From, "user.root", "r"u8);

        Copy();

        string copy = Path.Join(To, "file");
        Assert.Equal("1"u8.ToArray(), Xattr.Find(copy, "user.one"));
        Assert.Equal("y"u8.ToArray(), Xattr.Find(copy, "trusted.overlay.opaque"));
        Assert.Equal(capability, Xattr.Find(copy, "security.capability"));
        Assert.Equal("r"u8.ToArray(), Xattr.Find(To, "user.root"));
    }

    [RootFact]
    public async Task A_file_is_copied_from_another_file_system_too()
    {
        LibC.Mount("tmpfs", From, "tmpfs", MountFlags.None, null);
        byte[] content = new byte[(3 << 20) + 17];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(Path.Join(From, "file"), content);

        Copy();

        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Join(To, "file")));
    }

    [Fact]
    public void A_tree_nested_too_deeply_is_refused_with_its_depth()
    {
        Nest(From, 1200);

        IOException error = Assert.Throws<IOException>(Copy);

        Assert.Contains("1024", error.Message, StringComparison.Ordinal);
    }

    public Task InitializeAsync()
    {
        Directory.CreateDirectory(From);
        Directory.CreateDirectory(To);

        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _root.DisposeAsync();

    internal static void Nest(string root, int levels)
    {
        SafeFileDescriptor directory = LibC.Open(root, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        for (int i = 0; i < levels; i++)
        {
            LibC.MkdirAt(directory, "d", FileModes.Octal0755);
            SafeFileDescriptor child = LibC.OpenAt(directory, "d", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            directory.Dispose();
            directory = child;
        }

        directory.Dispose();
    }

    private void Copy() => TreeCopy.Copy(From, To, NullLogger.Instance, CancellationToken.None);
}
