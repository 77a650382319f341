using PluginHost.Archive.Apply;
using PluginHost.Linux.Files;

namespace Archive.Tests;

public sealed class ApplyTests
{
    private static SafeFileDescriptor Here => SafeFileDescriptor.CurrentDirectory;

    [RootFact]
    public void A_tree_packed_by_gnu_tar_is_unpacked_as_it_was()
    {
        using TempDirectory temp = new();
        using Unpacking unpacking = new();
        MakeTree(temp.MakeDirectory("tree"));
        foreach (string format in (string[])["gnu", "posix"])
        {
            string root = unpacking.MakeDirectory(format);
            Tools.Run(temp.At("tree"), "tar", $"--format={format}", "--xattrs", "--xattrs-include=*", "--numeric-owner", "-cf", temp.At("x.tar"), ".");
            using FileStream tar = File.OpenRead(temp.At("x.tar"));
            LayerApplier.Apply(tar, root, new ApplyOptions(), CancellationToken.None);

            Assert.Equal(TreeSnapshot.Of(temp.At("tree"), times: format == "posix"), TreeSnapshot.Of(root, times: format == "posix"));
        }
    }

    [RootFact]
    public void What_is_unpacked_can_be_packed_and_unpacked_by_gnu_tar()
    {
        using TempDirectory temp = new();
        MakeTree(temp.MakeDirectory("tree"), xattrs: false);
        using (FileStream layer = File.Create(temp.At("layer.tar")))
        {
            PluginHost.Archive.Changes.LayerComparer.WriteDiff(null, temp.At("tree"), layer, null, CancellationToken.None);
        }

        Tools.Run(temp.MakeDirectory("out"), "tar", "--numeric-owner", "-xpf", temp.At("layer.tar"));

        Assert.Equal(TreeSnapshot.Of(temp.At("tree"), times: false), TreeSnapshot.Of(temp.At("out"), times: false));
    }

    [RootFact]
    public void All_kinds_of_files_get_their_attributes()
    {
        using Unpacking unpacking = new();
        RawTar tar = new RawTar()
            .Add('5', "dir/", mode: 0x3FF, uid: 1, gid: 2, pax: ("mtime", "100.000000005"))
            .Add('0', "dir/suid", content: "x", mode: 0x9ED, uid: 3, gid: 4)
            .Add('2', "dir/link", link: "nowhere", uid: 5, gid: 6, mtime: 77)
            .Add('3', "dir/char", mode: 0x1B6, major: 1, minor: 3)
            .Add('4', "dir/block", mode: 0x1A4, major: 8, minor: 300)
            .Add('6', "dir/fifo", mode: 0x180, uid: 7)
            .Add('1', "dir/hard", link: "dir/suid", mode: 0x9ED, uid: 3, gid: 4)
            .Add('0', "big-ids", uid: 4_294_967_294, gid: 3_000_000_000);

        ApplyResult result = unpacking.Apply(tar);

        Assert.Equal(new ApplyResult(1, 8), result);
        FileStatus directory = unpacking.Status("dir");
        Assert.Equal((0x3FFu, 1u, 2u, new TimeSpec(100, 5)), (directory.Permissions, directory.Uid, directory.Gid, directory.ModifyTime));
        FileStatus suid = unpacking.Status("dir/suid");
        Assert.Equal((FileModes.S_ISUID | 0x1EDu, 3u, 4u, 2u), (suid.Permissions, suid.Uid, suid.Gid, suid.LinkCount));
        Assert.True(suid.IsSameFile(unpacking.Status("dir/hard")));
        FileStatus link = unpacking.Status("dir/link");
        Assert.Equal((FileModes.S_IFLNK, 5u, 6u, 77L), (link.Type, link.Uid, link.Gid, link.ModifyTime.Seconds));
        Assert.Equal((FileModes.S_IFCHR, new DeviceNumber(1, 3), 0x1B6u), (unpacking.Status("dir/char").Type, unpacking.Status("dir/char").RawDevice, unpacking.Status("dir/char").Permissions));
        Assert.Equal((FileModes.S_IFBLK, new DeviceNumber(8, 300)), (unpacking.Status("dir/block").Type, unpacking.Status("dir/block").RawDevice));
        Assert.Equal((FileModes.S_IFIFO, 7u, 0x180u), (unpacking.Status("dir/fifo").Type, unpacking.Status("dir/fifo").Uid, unpacking.Status("dir/fifo").Permissions));
        Assert.Equal((4_294_967_294, 3_000_000_000), (unpacking.Status("big-ids").Uid, unpacking.Status("big-ids").Gid));
    }

    [RootFact]
    public void Extended_attributes_are_set_but_trusted_ones_are_left_out_with_a_warning()
    {
        using Unpacking unpacking = new();
        byte[] capability = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        RawTar tar = new RawTar()
            .Add('0', "file", content: "x", pax:
            [
                ("SCHILY.xattr.user.a", "value"), ("SCHILY.xattr.security.capability", PathEncoding.GetString(capability)),
                ("SCHILY.xattr.trusted.overlay.opaque", "y"),
            ])
            .Add('2', "link", link: "file", pax: ("SCHILY.xattr.user.on-a-link", "x"));

        unpacking.Apply(tar);

        Assert.Equal("value"u8.ToArray(), Xattr.Find(unpacking.At("file"), "user.a"));
        Assert.Equal(capability, Xattr.Find(unpacking.At("file"), "security.capability"));
        Assert.Null(Xattr.Find(unpacking.At("file"), "trusted.overlay.opaque"));
        Assert.Equal(
            [
                "the extended attribute trusted.overlay.opaque of file was left out: archives may not set it",
                "the extended attribute user.on-a-link of link was left out: operation not permitted",
            ],
            unpacking.Warnings);
    }

    [RootFact]
    public void An_attribute_that_the_kernel_refuses_is_an_error()
    {
        using Unpacking unpacking = new();

        LinuxException exception = Assert.Throws<LinuxException>(
            () => unpacking.Apply(new RawTar().Add('0', "file", pax: ("SCHILY.xattr.security.capability", "nonsense"))));

        Assert.Equal(unpacking.At("file"), exception.Path);
        Assert.Equal("setxattr security.capability", exception.Call);
    }

    [RootFact]
    public void Sparse_files_keep_their_holes()
    {
        using Unpacking unpacking = new();
        RawTar tar = new RawTar().Add(
            '0', "x", content: $"{"begin",-10}{"end",-10}", pax: [("GNU.sparse.map", "0,10,1000000000,10"), ("GNU.sparse.size", "2000000000"), ("GNU.sparse.name", "sparse")]);

        Assert.Equal(2_000_000_000, unpacking.Apply(tar).Size);

        FileStatus status = unpacking.Status("sparse");
        Assert.Equal(2_000_000_000, status.Size);
        Assert.InRange(status.Blocks, 1, 100);
        using SafeFileDescriptor file = LibC.Open(unpacking.At("sparse"), OpenFlags.O_RDONLY);
        byte[] buffer = new byte[10];
        LibC.Pread(file, buffer, 1_000_000_000);
        Assert.Equal("end       "u8, buffer);
    }

    [RootFact]
    public void Missing_parents_are_made_with_mode_0755()
    {
        using Unpacking unpacking = new();
        unpacking.Apply(new RawTar().File("a/b/c/file").Directory("x/y/").Directory("p//q/./r//"));

        Assert.All((string[])["a", "a/b", "a/b/c", "x", "x/y", "p/q/r"], path => Assert.Equal(0x1EDu, unpacking.Status(path).Permissions));
    }

    [RootFact]
    public void Missing_parents_take_the_attributes_of_the_nearest_layer_that_has_them()
    {
        using Unpacking unpacking = new();
        string near = unpacking.MakeSibling("near");
        string far = unpacking.MakeSibling("far");
        Directory.CreateDirectory(Path.Join(near, "a"));
        Directory.CreateDirectory(Path.Join(far, "a/b"));
        Directory.CreateDirectory(Path.Join(far, "real"));
        Directory.CreateDirectory(Path.Join(far, "hidden"));
        LibC.SymlinkAt("/real", Here, Path.Join(far, "c"));
        LibC.MknodAt(Here, Path.Join(near, "hidden"), FileModes.S_IFCHR, default);
        Dress(Path.Join(near, "a"), 11, 0x1C0);
        Dress(Path.Join(far, "a/b"), 12, 0x1E8);
        Dress(Path.Join(far, "real"), 13, 0x3E8);
        Dress(Path.Join(far, "hidden"), 14, 0x1C0);
        LibC.LSetXattr(Path.Join(far, "a/b"), "user.kept", "1"u8, XattrFlags.None);
        LibC.LSetXattr(Path.Join(far, "a/b"), "trusted.not", "1"u8, XattrFlags.None);

        unpacking.Apply(
            new RawTar().File("a/b/file").File("c/file").File("hidden/file"),
            new ApplyOptions { Whiteouts = WhiteoutStyle.Overlay, ParentLayers = [near, far] });

        Assert.Equal((11u, 0x1C0u), (unpacking.Status("a").Uid, unpacking.Status("a").Permissions));
        Assert.Equal((12u, 0x1E8u), (unpacking.Status("a/b").Uid, unpacking.Status("a/b").Permissions));
        Assert.Equal((13u, 0x3E8u), (unpacking.Status("c").Uid, unpacking.Status("c").Permissions));
        Assert.Equal((0u, 0x1EDu), (unpacking.Status("hidden").Uid, unpacking.Status("hidden").Permissions));
        Assert.Equal(["user.kept"], Xattr.List(unpacking.At("a/b")));
    }

    [RootFact]
    public void Without_same_owner_files_belong_to_the_process()
    {
        using Unpacking unpacking = new();
        unpacking.Apply(new RawTar().Add('0', "file", uid: 1000, gid: -1), new ApplyOptions { SameOwner = false });

        Assert.Equal((0u, 0u), (unpacking.Status("file").Uid, unpacking.Status("file").Gid));
    }

    [RootFact]
    public void Devices_are_left_out_with_a_warning_where_they_can_not_be_made()
    {
        using Unpacking unpacking = new();
        unpacking.Apply(new RawTar().Add('3', "device", major: 1, minor: 3).Add('6', "fifo"), new ApplyOptions { SkipDevices = true });

        Assert.False(unpacking.Exists("device"));
        Assert.True(unpacking.Exists("fifo"));
        Assert.Equal(["the device device was left out: a user namespace can't make devices"], unpacking.Warnings);
    }

    [RootFact]
    public void Existing_directories_are_merged_and_everything_else_is_replaced()
    {
        using Unpacking unpacking = new();
        unpacking.MakeDirectory("merged");
        unpacking.MakeFile("merged/kept", "old");
        unpacking.MakeFile("file-to-directory", "old");
        unpacking.MakeDirectory("directory-to-file/sub");
        unpacking.MakeFile("directory-to-file/sub/gone");
        unpacking.MakeDirectory("target");
        LibC.SymlinkAt("target", Here, unpacking.At("link-to-directory"));
        unpacking.MakeFile("hard-1", "old");
        LibC.LinkAt(Here, unpacking.At("hard-1"), Here, unpacking.At("hard-2"), AtFlags.None);

        unpacking.Apply(new RawTar()
            .Directory("merged/", 0x1C0).Directory("file-to-directory/").File("directory-to-file", "new").Directory("link-to-directory/")
            .File("hard-1", "new"));

        Assert.Equal(("old", 0x1C0u), (unpacking.Read("merged/kept"), unpacking.Status("merged").Permissions));
        Assert.True(unpacking.Status("file-to-directory").IsDirectory);
        Assert.Equal("new", unpacking.Read("directory-to-file"));
        Assert.True(unpacking.Status("link-to-directory").IsDirectory);
        Assert.Equal(("new", "old"), (unpacking.Read("hard-1"), unpacking.Read("hard-2")));
    }

    [RootFact]
    public void Times_out_of_range_become_1970_and_access_is_not_before_the_change()
    {
        using Unpacking unpacking = new();
        unpacking.Apply(new RawTar()
            .Add('0', "old", pax: ("mtime", "-5"))
            .Add('0', "far", pax: ("mtime", "9223372037"))
            .Add('0', "last", pax: ("mtime", "9223372036"))
            .Add('0', "access", mtime: 50, pax: ("atime", "40"))
            .Add('0', "later", mtime: 50, pax: ("atime", "60.5")));

        Assert.Equal(default, unpacking.Status("old").ModifyTime);
        Assert.Equal(default, unpacking.Status("far").ModifyTime);
        Assert.Equal(new TimeSpec(50, 0), unpacking.Status("access").AccessTime);
        Assert.Equal((new TimeSpec(60, 500_000_000), new TimeSpec(50, 0)), (unpacking.Status("later").AccessTime, unpacking.Status("later").ModifyTime));
    }

    [RootFact]
    public void The_times_of_directories_are_those_of_their_entries_whatever_is_made_in_them()
    {
        using Unpacking unpacking = new();
        unpacking.Apply(new RawTar()
            .Add('5', "a/", mtime: 1000).Add('5', "a/b/", mtime: 2000).File("a/b/file").Add('5', "gone/", mtime: 1).Whiteout(".wh.gone"));

        Assert.Equal((1000L, 2000L), (unpacking.Status("a").ModifyTime.Seconds, unpacking.Status("a/b").ModifyTime.Seconds));
    }

    [RootFact]
    public void The_root_itself_is_never_an_entry()
    {
        using Unpacking unpacking = new();
        uint before = unpacking.Status(".").Permissions;
        unpacking.Apply(new RawTar().Directory("./", 0).Directory("/", 0).Directory("", 0).Symlink("x", "..").Symlink("x", "").File("a/.."));

        Assert.Equal(before, unpacking.Status(".").Permissions);
        Assert.Empty(Directory.GetFileSystemEntries(unpacking.Root));
    }

    [RootFact]
    public void A_parent_that_is_a_file_is_an_error_that_names_the_entry()
    {
        using Unpacking unpacking = new();

        LinuxException exception = Assert.Throws<LinuxException>(() => unpacking.Apply(new RawTar().File("file").File("file/below")));

        Assert.Equal((Errno.ENOTDIR, unpacking.At("file/below")), (exception.Errno, exception.Path));
    }

    [RootFact]
    public void Files_below_a_link_to_a_missing_directory_make_that_directory()
    {
        using Unpacking unpacking = new();
        unpacking.Apply(new RawTar().Symlink("/lib/deep", "link").File("link/file", "x"));

        Assert.Equal("x", unpacking.Read("lib/deep/file"));
        Assert.True(unpacking.Status("link").IsSymlink);
    }

    [RootFact]
    public void Unknown_types_and_values_that_do_not_fit_are_refused()
    {
        (RawTar Tar, string Message)[] cases =
        [
            (new RawTar().Add('7', "x"), "invalid archive: x has the unhandled tar header type 55"),
            (new RawTar().Add('0', "x", uid: 4_294_967_295), "invalid archive: the uid 4294967295 of x is out of range, 0 to 4294967294"),
            (new RawTar().Add('0', "x", uid: 1L << 32), "invalid archive: the uid 4294967296 of x is out of range, 0 to 4294967294"),
            (new RawTar().Add('0', "x", pax: ("gid", "18446744073709551616")), "invalid archive: the PAX record gid is no number"),
            (new RawTar().Add('0', "x", gid: -2), "invalid archive: the gid -2 of x is out of range, 0 to 4294967294"),
            (new RawTar().Add('3', "x", major: 4096), "invalid archive: the major device number 4096 of x is out of range, 0 to 4095"),
            (new RawTar().Add('4', "x", minor: 1 << 20), "invalid archive: the minor device number 1048576 of x is out of range, 0 to 1048575"),
            (new RawTar().Add('3', "x", major: -1), "invalid archive: the major device number -1 of x is out of range, 0 to 4095"),
            (new RawTar().Add('3', "x", major: (1L << 32) + 1), "invalid archive: the major device number 4294967297 of x is out of range, 0 to 4095"),
        ];
        foreach ((RawTar tar, string message) in cases)
        {
            using Unpacking unpacking = new();
            ArchiveException exception = Assert.Throws<ArchiveException>(() => unpacking.Apply(tar));

            Assert.Equal(message, exception.Message);
            Assert.False(unpacking.Exists("x"));
        }
    }

    [RootFact]
    public void An_archive_larger_than_the_limits_is_refused()
    {
        using Unpacking unpacking = new();
        ApplyOptions bytes = new() { Limits = new ArchiveLimits(MaxBytes: 1000, MaxEntries: 100) };
        ApplyOptions entries = new() { Limits = new ArchiveLimits(MaxBytes: long.MaxValue, MaxEntries: 3) };
        RawTar bomb = new RawTar().Add('0', "bomb", content: "x", pax: [("GNU.sparse.map", "0,1"), ("GNU.sparse.size", "9223372036854775807")]);

        Assert.Equal(new ApplyResult(1000, 2), unpacking.Apply(new RawTar().File("a", new string('x', 600)).File("b", new string('x', 400)), bytes));
        ArchiveException exception = Assert.Throws<ArchiveException>(
            () => unpacking.Apply(new RawTar().File("a", new string('x', 600)).File("c", new string('x', 401)), bytes));
        Assert.Equal((ArchiveError.LimitExceeded, "the files of the archive have more than 1000 bytes, at c"), (exception.Error, exception.Message));
        Assert.False(unpacking.Exists("c"));
        Assert.Equal(ArchiveError.LimitExceeded, Assert.Throws<ArchiveException>(() => unpacking.Apply(bomb, bytes)).Error);
        exception = Assert.Throws<ArchiveException>(() => unpacking.Apply(new RawTar().File("1").File("2").File("3").File("4"), entries));
        Assert.Equal((ArchiveError.LimitExceeded, "the archive has more than 3 entries"), (exception.Error, exception.Message));
    }

    [RootFact]
    public void A_cancelled_application_stops()
    {
        using Unpacking unpacking = new();
        using CancellationTokenSource source = new();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(
            () => LayerApplier.Apply(new RawTar().File("file").ToStream(), unpacking.Root, new ApplyOptions(), source.Token));
        Assert.False(unpacking.Exists("file"));
    }

    [RootFact]
    public void A_missing_root_is_an_error()
        => Assert.Equal(
            Errno.ENOENT,
            Assert.Throws<LinuxException>(() => LayerApplier.Apply(new MemoryStream(), "/does/not/exist", new ApplyOptions(), CancellationToken.None)).Errno);

    private static void Dress(string path, uint owner, uint mode)
    {
        LibC.FchownAt(Here, path, owner, owner, AtFlags.None);
        LibC.FchmodAt(Here, path, mode);
    }

    internal static void MakeTree(string root, bool xattrs = true)
    {
        string At(string name) => Path.Join(root, name);
        Directory.CreateDirectory(At("etc/deep/er"));
        File.WriteAllText(At("etc/passwd"), "root");
        File.WriteAllBytes(At("etc/large"), new byte[300_000].Select((_, i) => (byte)(i * 7)).ToArray());
        File.WriteAllText(At($"etc/deep/{new string('l', 200)}"), "long");
        File.WriteAllText(At("etc/ümläut"), "utf-8");
        File.WriteAllText(At($"etc/{PathEncoding.GetString([0xFE, 0x41])}").Replace(PathEncoding.GetString([0xFE]), "fe", StringComparison.Ordinal), "bytes");
        LibC.Open(At($"etc/{PathEncoding.GetString([0xFE, 0x42])}"), OpenFlags.O_CREAT | OpenFlags.O_WRONLY, 0x1A4).Dispose();
        LibC.SymlinkAt("../../outside", Here, At("etc/link"));
        LibC.LinkAt(Here, At("etc/passwd"), Here, At("etc/deep/hard"), AtFlags.None);
        LibC.MknodAt(Here, At("null"), FileModes.S_IFCHR | 0x1B6, new DeviceNumber(1, 3));
        LibC.MkfifoAt(Here, At("fifo"), 0x180);
        LibC.FchownAt(Here, At("etc/large"), 1234, 5_000_000, AtFlags.None);
        LibC.FchmodAt(Here, At("etc/large"), FileModes.S_ISUID | 0x1ED);
        LibC.FchmodAt(Here, At("etc/deep"), FileModes.S_ISVTX | 0x1FF);
        if (xattrs)
        {
            LibC.LSetXattr(At("etc/passwd"), "user.test", "value"u8, XattrFlags.None);
            LibC.LSetXattr(At("etc/deep"), "user.dir", [0, 1, 2], XattrFlags.None);
        }
    }
}
