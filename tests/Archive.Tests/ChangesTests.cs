using PluginHost.Archive.Apply;
using PluginHost.Archive.Changes;
using PluginHost.Archive.Tar;
using PluginHost.Linux.Mounting;

namespace Archive.Tests;

public sealed class ChangesTests : IDisposable
{
    private readonly TempDirectory _temp = new();
    private readonly string _lower;
    private readonly string _upper;

    public ChangesTests()
    {
        _lower = _temp.MakeDirectory("lower");
        _upper = _temp.MakeDirectory("upper");
    }

    private static SafeFileDescriptor Here => SafeFileDescriptor.CurrentDirectory;

    public void Dispose() => _temp.Dispose();

    [RootFact]
    public void Equal_trees_give_an_empty_layer()
    {
        Lower(() => File("dir/file", "x"));
        CopyLower();

        Assert.Equal(new byte[1024], LayerText.Diff(_lower, _upper));
    }

    [RootFact]
    public void A_new_file_comes_with_its_parents_each_once()
    {
        Lower(() => File("a/b/old", "x"));
        CopyLower();
        Upper(() => File("a/b/c/new", "1"));
        Upper(() => File("a/b/new", "2"));

        Assert.Equal(["a/", "a/b/", "a/b/c/", "a/b/c/new 1", "a/b/new 2"], Diff());
    }

    [RootFact]
    public void A_deletion_is_one_whiteout_with_its_parents()
    {
        Lower(() => File("a/b/gone/deep/file", "x"));
        Lower(() => File("a/b/file", "x"));
        Lower(() => File("top/file", "x"));
        CopyLower();
        Directory.Delete(Path.Join(_upper, "a/b/gone"), recursive: true);
        System.IO.File.Delete(Path.Join(_upper, "a/b/file"));
        Directory.Delete(Path.Join(_upper, "top"), recursive: true);

        Assert.Equal(["a/", "a/b/", "a/b/.wh.file", "a/b/.wh.gone", ".wh.top"], Diff());
    }

    [RootFact]
    public void A_whiteout_has_mode_0_owner_0_and_time_0()
    {
        Lower(() => File("gone", "x"));

        TarEntry entry = TarReaderTests.ReadAll(new MemoryStream(LayerText.Diff(_lower, _upper, 1_000_000))).Single().Entry;

        Assert.Equal((".wh.gone", TarEntryType.Regular, 0L, 0L, 0L, 0L, default(TimeSpec)), (entry.Name, entry.Type, entry.Mode, entry.Uid, entry.Gid, entry.Size, entry.ModifyTime));
    }

    [RootFact]
    public void Changes_of_content_mode_owner_time_and_capabilities_are_found()
    {
        foreach (string name in (string[])["content", "mode", "owner", "time", "nanoseconds", "capability", "xattr", "same"])
        {
            Lower(() => File(name, "12345"));
        }

        CopyLower();
        string At(string name) => Path.Join(_upper, name);
        System.IO.File.WriteAllText(At("content"), "54321");
        Touch(At("content"), 1000, 5);
        LibC.FchmodAt(Here, At("mode"), 0x180);
        LibC.FchownAt(Here, At("owner"), 5, 0, AtFlags.None);
        Touch(At("time"), 999, 5);
        Touch(At("nanoseconds"), 1000, 6);
        LibC.LSetXattr(At("capability"), "security.capability", [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], XattrFlags.None);
        LibC.LSetXattr(At("xattr"), "user.x", "not compared"u8, XattrFlags.None);

        Assert.Equal(["capability 12345", "mode 12345", "nanoseconds 12345", "owner 12345", "time 12345"], Diff());
    }

    [RootFact]
    public void If_both_times_have_no_nanoseconds_the_content_decides()
    {
        Lower(() => File("changed", new string('a', 200_000), nanoseconds: 0));
        Lower(() => File("same", new string('b', 200_000), nanoseconds: 0));
        Lower(() => LibC.SymlinkAt("one", Here, "link"));
        CopyLower();
        Upper(() => File("changed", $"{new string('a', 199_999)}b", nanoseconds: 0));
        Upper(() =>
        {
            System.IO.File.Delete("link");
            LibC.SymlinkAt("two", Here, "link");
        });
        foreach (string root in (string[])[_lower, _upper])
        {
            LibC.UtimensAt(Here, Path.Join(root, "link"), new TimeSpec(5, 0), new TimeSpec(5, 0), AtFlags.AT_SYMLINK_NOFOLLOW);
        }

        Assert.Equal(["changed", "link -> two"], Diff().Select(line => line.StartsWith("changed", StringComparison.Ordinal) ? "changed" : line));
    }

    [RootFact]
    public void A_changed_directory_is_written_without_what_is_the_same_in_it()
    {
        Lower(() => File("dir/file", "x"));
        CopyLower();
        LibC.FchmodAt(Here, Path.Join(_upper, "dir"), 0x1C0);

        Assert.Equal(["dir/"], Diff());
    }

    [RootFact]
    public void A_file_in_the_place_of_a_directory_and_the_other_way_round()
    {
        Lower(() => File("was-dir/sub/file", "x"));
        Lower(() => File("was-file", "x"));
        Upper(() => File("was-dir", "new"));
        Upper(() => File("was-file/new", "1"));

        Assert.Equal(["was-dir new", "was-file/", "was-file/new 1"], Diff());
    }

    [RootFact]
    public void Names_are_ordered_by_bytes_with_children_directly_behind_their_directory()
    {
        Upper(() => File("a/x", "1"));
        Upper(() => File("a-b", "2"));
        Upper(() => File("B", "3"));
        Upper(() => File("ä", "4"));
        Upper(() => File("\uFFFD", "5"));
        Upper(() => File("😀", "6"));

        Assert.Equal(["B 3", "a/", "a/x 1", "a-b 2", "ä 4", "\uFFFD 5", "😀 6"], LayerText.Of(LayerText.Diff(null, _upper)).Select(line => PathEncoding.GetString(System.Text.Encoding.UTF8.GetBytes(line))));
    }

    [RootFact]
    public void A_new_hard_link_to_an_unchanged_file_brings_the_old_names_along()
    {
        Lower(() => File("d1/f1", "x"));
        Lower(() => LibC.LinkAt(Here, "d1/f1", Here, "d1/f2", AtFlags.None));
        CopyLower();
        Upper(() => Directory.CreateDirectory("d2"));
        Upper(() => LibC.LinkAt(Here, "d1/f1", Here, "d2/new", AtFlags.None));

        Assert.Equal(["d2/", "d2/new x", "d1/", "d1/f1 = d2/new", "d1/f2 = d2/new"], Diff());
    }

    [RootFact]
    public void Names_after_the_first_changed_one_are_links_to_it()
    {
        Lower(() => File("b", "x"));
        CopyLower();
        Upper(() =>
        {
            LibC.LinkAt(Here, "b", Here, "a", AtFlags.None);
            LibC.LinkAt(Here, "b", Here, "c", AtFlags.None);
        });

        Assert.Equal(["a x", "b = a", "c = a"], Diff());
    }

    [RootFact]
    public void Unchanged_hard_links_are_not_written()
    {
        Lower(() => File("a", "x"));
        Lower(() => LibC.LinkAt(Here, "a", Here, "b", AtFlags.None));
        CopyLower();

        Assert.Empty(Diff());
    }

    [RootFact]
    public void Sockets_are_left_out()
    {
        LibC.MknodAt(Here, Path.Join(_upper, "socket"), FileModes.S_IFSOCK | 0x1FF, default);

        Assert.Empty(Diff());
    }

    [RootFact]
    public void Later_times_are_written_as_the_limit_and_the_same_trees_give_the_same_bytes()
    {
        Upper(() => File("older", "x"));
        Upper(() => File("newer", "x"));
        Touch(Path.Join(_upper, "newer"), 3000, 0);

        List<(TarEntry Entry, string Content)> entries = TarReaderTests.ReadAll(new MemoryStream(LayerText.Diff(null, _upper, 2000)));

        Assert.Equal([2000, 1000], entries.Select(entry => entry.Entry.ModifyTime.Seconds));
        Assert.Equal(LayerText.Diff(null, _upper, 2000), LayerText.Diff(null, _upper, 2000));
    }

    [RootFact]
    public void A_layer_applied_to_the_lower_tree_gives_the_upper_tree()
    {
        ApplyTests.MakeTree(_lower, xattrs: false);
        CopyLower();
        Upper(() =>
        {
            System.IO.File.Delete("etc/passwd");
            File("etc/deep/new/file", "new");
            File("etc/large", "small");
            Directory.Delete("etc/deep/er");
            System.IO.File.Delete("fifo");
            LibC.LinkAt(Here, "etc/deep/hard", Here, "linked", AtFlags.None);
            LibC.FchmodAt(Here, "etc", 0x1C0);
        });
        byte[] layer = LayerText.Diff(_lower, _upper);

        LayerApplier.Apply(new MemoryStream(layer), _lower, new ApplyOptions(), CancellationToken.None);

        Assert.Equal(TreeSnapshot.Of(_upper, times: false), TreeSnapshot.Of(_lower, times: false));
    }

    [RootFact]
    public void A_layer_applied_to_an_upper_directory_shows_the_same_through_the_overlay()
    {
        Lower(() => File("dir/kept", "1"));
        Lower(() => File("dir/gone", "2"));
        Lower(() => File("opaque/gone", "3"));
        CopyLower();
        byte[] layer = new RawTar().Directory("dir/").Whiteout("dir/.wh.gone").File("dir/new", "4")
            .Directory("opaque/").Whiteout("opaque/.wh..wh..opq").File("opaque/new", "5").ToStream().ToArray();
        string merged = MountOverlay(out string upperdir, apply: layer);

        LayerApplier.Apply(new MemoryStream(layer), _upper, new ApplyOptions(), CancellationToken.None);

        Assert.Equal(TreeSnapshot.Of(_upper), TreeSnapshot.Of(merged));
        Assert.Equal(["dir", "gone", "new", "opaque", "new"], TreeSnapshot.Of(upperdir).Select(line => Path.GetFileName(line.Split(' ')[0])));
    }

    [RootFact]
    public void The_upper_directory_of_an_overlay_is_a_layer_without_reading_what_is_below()
    {
        Lower(() => File("dir/kept", "1"));
        Lower(() => File("dir/gone", "2"));
        Lower(() => File("replaced/old", "3"));
        string merged = MountOverlay(out string upperdir);
        System.IO.File.Delete(Path.Join(merged, "dir/gone"));
        System.IO.File.WriteAllText(Path.Join(merged, "dir/new"), "4");
        Directory.Delete(Path.Join(merged, "replaced"), recursive: true);
        Directory.CreateDirectory(Path.Join(merged, "replaced"));
        System.IO.File.WriteAllText(Path.Join(merged, "replaced/new"), "5");

        Assert.Equal(
            ["dir/", "dir/.wh.gone", "dir/new 4", "replaced/", "replaced/.wh..wh..opq", "replaced/new 5"],
            LayerText.Of(LayerText.Upperdir(upperdir)));
    }

    [RootFact]
    public void An_upper_directory_that_needs_the_layers_below_is_refused()
    {
        Directory.CreateDirectory(Path.Join(_upper, "moved"));
        LibC.LSetXattr(Path.Join(_upper, "moved"), "trusted.overlay.redirect", "old"u8, XattrFlags.None);

        IOException exception = Assert.Throws<IOException>(() => LayerText.Upperdir(_upper));

        Assert.Contains("moved needs the layers below", exception.Message, StringComparison.Ordinal);
    }

    [RootFact]
    public void A_tree_nested_too_deep_is_an_error_and_can_still_be_removed()
    {
        SafeFileDescriptor directory = LibC.Open(_upper, OpenFlags.O_PATH);
        for (int i = 0; i < 6000; i++)
        {
            using SafeFileDescriptor above = directory;
            LibC.MkdirAt(above, "d", FileModes.Octal0755);
            directory = LibC.OpenAt(above, "d", OpenFlags.O_PATH);
        }

        directory.Dispose();

        Assert.Equal(Errno.ENAMETOOLONG, Assert.Throws<LinuxException>(() => LayerText.Diff(null, _upper)).Errno);
        Assert.Equal(Errno.ENAMETOOLONG, Assert.Throws<LinuxException>(() => LayerText.Upperdir(_upper)).Errno);
        Assert.Equal(Errno.ENAMETOOLONG, Assert.Throws<LinuxException>(() => PluginHost.Linux.Files.DiskUsage.Of(_upper, CancellationToken.None)).Errno);
        PluginHost.Linux.Files.TreeRemoval.Remove(_upper, CancellationToken.None);
        Assert.False(Directory.Exists(_upper));
    }

    [RootFact]
    public void A_cancelled_comparison_stops()
    {
        Upper(() => File("file", "x"));

        Assert.Throws<OperationCanceledException>(() => LayerComparer.WriteDiff(null, _upper, Stream.Null, null, new CancellationToken(canceled: true)));
    }

    [RootFact]
    public void A_missing_tree_is_an_error()
        => Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => LayerText.Diff(Path.Join(_temp.Path, "missing"), _upper)).Errno);

    private List<string> Diff() => LayerText.Of(LayerText.Diff(_lower, _upper));

    private void Lower(Action action) => Within(_lower, action);

    private void Upper(Action action) => Within(_upper, action);

    private void CopyLower() => Tools.Run(_temp.Path, "cp", "-a", $"{_lower}/.", _upper);

    private string MountOverlay(out string upperdir, byte[]? apply = null)
    {
        upperdir = _temp.MakeDirectory("upperdir");
        string merged = _temp.MakeDirectory("merged");
        if (apply is not null)
        {
            ApplyOptions options = new() { Whiteouts = WhiteoutStyle.Overlay, ParentLayers = [_lower] };
            LayerApplier.Apply(new MemoryStream(apply), upperdir, options, CancellationToken.None);
        }

        Mounts.Mount(
            new MountEntry("overlay", "overlay", "", [$"lowerdir={_lower}", $"upperdir={upperdir}", $"workdir={_temp.MakeDirectory("work")}", "redirect_dir=off", "metacopy=off"]),
            merged);

        return merged;
    }

    // Tests of one class run one after the other, and the paths in the actions are relative for their brevity.
    private static void Within(string root, Action action)
    {
        string before = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(root);
        try
        {
            action();
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }

    private static void File(string path, string content, long nanoseconds = 5)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            Directory.CreateDirectory(parent);
        }

        System.IO.File.WriteAllText(path, content);
        Touch(path, 1000, nanoseconds);
    }

    private static void Touch(string path, long seconds, long nanoseconds)
        => LibC.UtimensAt(Here, path, new TimeSpec(seconds, nanoseconds), new TimeSpec(seconds, nanoseconds), AtFlags.None);
}
