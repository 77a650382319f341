using PluginHost.Archive.Apply;
using PluginHost.Linux.Files;

namespace Archive.Tests;

public sealed class WhiteoutTests
{
    private static readonly ApplyOptions Overlay = new() { Whiteouts = WhiteoutStyle.Overlay };

    private static SafeFileDescriptor Here => SafeFileDescriptor.CurrentDirectory;

    [RootFact]
    public void A_whiteout_removes_files_trees_and_what_is_not_there()
    {
        using Unpacking unpacking = new();
        unpacking.MakeDirectory("dir/sub");
        unpacking.MakeFile("dir/sub/file");
        unpacking.MakeFile("file");
        unpacking.MakeDirectory("kept");

        unpacking.Apply(new RawTar().Whiteout(".wh.dir").Whiteout(".wh.file").Whiteout(".wh.nothing").Whiteout("kept/.wh.nothing"));

        Assert.Equal([unpacking.At("kept")], Directory.GetFileSystemEntries(unpacking.Root));
        Assert.Empty(Directory.GetFileSystemEntries(unpacking.At("kept")));
    }

    [RootFact]
    public void A_whiteout_of_a_link_removes_the_link_only()
    {
        using Unpacking unpacking = new();
        unpacking.MakeFile("target");
        LibC.SymlinkAt("target", Here, unpacking.At("link"));

        unpacking.Apply(new RawTar().Whiteout(".wh.link"));

        Assert.True(unpacking.Exists("target"));
        Assert.False(unpacking.Exists("link"));
    }

    [RootFact]
    public void A_whiteout_through_a_link_removes_the_file_there()
    {
        using Unpacking unpacking = new();
        unpacking.MakeDirectory("etc");
        unpacking.MakeFile("etc/passwd");
        LibC.SymlinkAt("/etc", Here, unpacking.At("link"));

        unpacking.Apply(new RawTar().Whiteout("link/.wh.passwd"));

        Assert.False(unpacking.Exists("etc/passwd"));
        Assert.True(unpacking.Exists("link"));
    }

    [RootFact]
    public void Dots_in_the_path_of_a_whiteout_are_resolved_as_text()
    {
        using Unpacking unpacking = new();
        unpacking.MakeDirectory("etc");

        unpacking.Apply(new RawTar().Whiteout("dne/../.wh.etc"));

        Assert.Empty(Directory.GetFileSystemEntries(unpacking.Root));
    }

    [RootFact]
    public void A_whiteout_below_a_dead_link_removes_nothing()
    {
        using Unpacking unpacking = new();
        unpacking.MakeDirectory("etc");
        unpacking.MakeFile("etc/passwd");
        LibC.SymlinkAt("dne", Here, unpacking.At("etc/link"));

        unpacking.Apply(new RawTar().Whiteout("etc/link/.wh.passwd"));

        Assert.True(unpacking.Exists("etc/passwd"));
    }

    [RootFact]
    public void A_whiteout_that_names_nothing_below_its_directory_is_an_invalid_archive()
    {
        foreach (string name in (string[])[".wh.", ".wh..", ".wh...", "dir/.wh.", "dir/.wh..", "dir/.wh..."])
        {
            foreach (WhiteoutStyle style in Enum.GetValues<WhiteoutStyle>())
            {
                using Unpacking unpacking = new();
                unpacking.MakeDirectory("dir");
                unpacking.MakeFile("dir/file");

                ArchiveException exception = Assert.Throws<ArchiveException>(
                    () => unpacking.Apply(new RawTar().Whiteout(name), new ApplyOptions { Whiteouts = style }));

                Assert.Equal($"invalid archive: the whiteout {name} names nothing below its directory", exception.Message);
                Assert.True(unpacking.Exists("dir/file"));
            }
        }
    }

    [RootFact]
    public void A_directory_with_the_name_of_a_whiteout_is_an_ordinary_part_of_a_path()
    {
        using Unpacking unpacking = new();
        unpacking.Apply(new RawTar().File(".wh.dir/file", "x"));

        Assert.Equal("x", unpacking.Read(".wh.dir/file"));
    }

    [RootFact]
    public void An_opaque_directory_keeps_only_what_its_archive_wrote_in_any_order()
    {
        RawTar[] archives =
        [
            new RawTar().Directory("d/").Whiteout("d/.wh..wh..opq").File("d/new", "n").File("d/both", "new").File("d/sub/new"),
            new RawTar().Directory("d/").File("d/new", "n").File("d/both", "new").File("d/sub/new").Whiteout("d/.wh..wh..opq"),
        ];
        foreach (RawTar archive in archives)
        {
            using Unpacking unpacking = new();
            unpacking.MakeDirectory("d/sub/deep");
            unpacking.MakeFile("d/old");
            unpacking.MakeFile("d/both", "old");
            unpacking.MakeFile("d/sub/old");
            unpacking.MakeFile("beside");

            unpacking.Apply(archive);

            Assert.Equal(["beside", "d", "d/both", "d/new", "d/sub", "d/sub/new"], TreeSnapshot.Of(unpacking.Root).Select(line => line.Split(' ')[0]));
            Assert.Equal("new", unpacking.Read("d/both"));
        }
    }

    [RootFact]
    public void For_an_overlay_a_whiteout_becomes_a_device_and_opaque_an_attribute()
    {
        using Unpacking unpacking = new();
        unpacking.Apply(new RawTar().Directory("d/").Whiteout("d/.wh..wh..opq").Add('0', "d/.wh.file", uid: 5, gid: 6), Overlay);

        FileStatus whiteout = unpacking.Status("d/file");
        Assert.True(whiteout.IsOverlayWhiteout);
        Assert.Equal((0u, 5u, 6u), (whiteout.Permissions, whiteout.Uid, whiteout.Gid));
        Assert.Equal("y"u8.ToArray(), Xattr.Find(unpacking.At("d"), "trusted.overlay.opaque"));
        Assert.Null(Xattr.Find(unpacking.At("d"), "user.overlay.opaque"));
    }

    [RootFact]
    public void For_an_overlay_a_whiteout_of_what_the_layer_has_is_an_error()
    {
        using Unpacking unpacking = new();

        LinuxException exception = Assert.Throws<LinuxException>(() => unpacking.Apply(new RawTar().File("file").Whiteout(".wh.file"), Overlay));

        Assert.Equal(Errno.EEXIST, exception.Errno);
    }

    [RootFact]
    public void A_file_may_replace_an_overlay_whiteout()
    {
        using Unpacking unpacking = new();
        unpacking.Apply(new RawTar().Whiteout(".wh.file").File("file", "x"), Overlay);

        Assert.Equal("x", unpacking.Read("file"));
    }
}
