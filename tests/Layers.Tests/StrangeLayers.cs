using Archive.Tests.Support;

namespace Layers.Tests;

/// <summary>Layers on top of a small one, each with something that an honest program does not write, or writes seldom.</summary>
internal static class StrangeLayers
{
    private const string Value = "1";

    public static IReadOnlyList<(string Name, RawTar Layer)> All { get; } =
    [
        ("whiteout of a file", new RawTar().Whiteout("dir/.wh.a")),
        ("whiteout of a directory", new RawTar().Whiteout(".wh.dir")),
        ("whiteout of what is not there", new RawTar().Whiteout("dir/.wh.nothing")),
        ("whiteout in a missing directory", new RawTar().Whiteout("missing/sub/.wh.nothing")),
        ("whiteout of a link", new RawTar().Whiteout(".wh.link")),
        ("whiteout of its directory", new RawTar().Whiteout("dir/.wh..")),
        ("whiteout of its parent", new RawTar().Whiteout("dir/.wh...")),
        ("whiteout without a name", new RawTar().Whiteout("dir/.wh.")),
        ("whiteout with dots in its path", new RawTar().Whiteout("missing/../dir/.wh.a")),
        ("whiteout out of the root", new RawTar().Whiteout("../../.wh.file")),
        ("whiteout named like a whiteout", new RawTar().Whiteout("dir/.wh..wh.a")),
        ("whiteout that is a directory", new RawTar().Directory("dir/.wh.a/")),
        ("whiteout that is a link", new RawTar().Symlink("x", "dir/.wh.a")),
        ("whiteout and file", new RawTar().Whiteout("dir/.wh.a").File("dir/a", "new")),
        ("opaque directory", new RawTar().Directory("dir/").Whiteout("dir/.wh..wh..opq").File("dir/new", "n")),
        ("opaque directory at the end", new RawTar().Directory("dir/").File("dir/new", "n").Directory("dir/sub/").File("dir/sub/d").Whiteout("dir/.wh..wh..opq")),
        ("opaque directory without an entry", new RawTar().Whiteout("dir/.wh..wh..opq")),
        ("opaque root", new RawTar().Whiteout(".wh..wh..opq").File("only", "o")),
        ("opaque directory that is missing", new RawTar().Whiteout("missing/.wh..wh..opq")),
        ("directory named like a whiteout", new RawTar().File(".wh.x/file", "x")),
        ("file in the place of a directory", new RawTar().File("dir", "file now")),
        ("directory in the place of a file", new RawTar().Directory("file/").File("file/in", "i")),
        ("link in the place of a directory", new RawTar().Symlink("file", "dir")),
        ("directory in the place of a link", new RawTar().Directory("link/").File("link/in", "i")),
        ("changed directory", new RawTar().Directory("dir/", 0x3FF)),
        ("file without its directories", new RawTar().File("x/y/z", "z")),
        ("root entry", new RawTar().Directory("./", 0x1C0).Directory("/", 0x1C0).File("./file", "n")),
        ("names with dots and slashes", new RawTar().File("//a//./b/../c", "c").File("../up", "u").File("/absolute", "a")),
        ("the same file three times", new RawTar().File("x", "1").File("x", "2").Directory("x/").File("x", "3")),
        ("hard link to a symbolic link", new RawTar().Symlink("nowhere", "s").HardLink("s", "t")),
        ("hard link to a fifo", new RawTar().Add('6', "fifo").HardLink("fifo", "again")),
        ("hard link that changes the mode", new RawTar().File("x", "x", 0x180).Add('1', "y", link: "x", mode: 0x9FF, uid: 7, gid: 8, mtime: 5)),
        ("hard link to what comes later", new RawTar().HardLink("later", "x").File("later", "l")),
        ("hard link to nothing", new RawTar().HardLink("missing", "x")),
        ("hard link to a directory", new RawTar().Directory("d/").HardLink("d", "x")),
        ("hard link to the root", new RawTar().HardLink("/", "x")),
        ("hard link out of the root", new RawTar().HardLink("../../../../etc/passwd", "x")),
        ("file in the place of a hard link", new RawTar().File("x", "1").HardLink("x", "y").File("y", "2")),
        ("link without a target", new RawTar().Symlink("", "x")),
        ("link with a long target", new RawTar().Symlink(new string('t', 4000), "x")),
        ("link with a target too long", new RawTar().Symlink(new string('t', 4097), "x")),
        ("name of 255", new RawTar().File(new string('n', 255))),
        ("name of 256", new RawTar().File(new string('n', 256))),
        ("path of 4000", new RawTar().File(string.Join('/', Enumerable.Repeat(new string('p', 99), 40)))),
        ("path of 5000", new RawTar().File(string.Join('/', Enumerable.Repeat(new string('p', 99), 50)))),
        ("name that is no UTF-8", new RawTar().File("\uDCFF\uDCFE", "x").File("\uDCFF\uDCFD", "y")),
        ("setuid, setgid and sticky", new RawTar().File("x", "", 0x9ED).File("y", "", 0x5ED).Directory("z/", 0x3FF)),
        ("more than the mode", new RawTar().File("x", "", 0x81A4).File("y", "", 0xFFFF)),
        ("device", new RawTar().Add('3', "x", major: 1, minor: 3).Add('4', "y", major: 259, minor: 1048575)),
        ("whiteout as a device", new RawTar().Add('3', "dir/a")),
        ("large ids", new RawTar().Add('0', "x", uid: 4294967294, gid: 2147483648)),
        ("uid beyond 32 bits", new RawTar().Add('0', "x", uid: 4294967296)),
        ("negative gid", new RawTar().Add('0', "x", gid: -1)),
        ("device number too large", new RawTar().Add('3', "x", major: 4096, minor: 0)),
        ("times", new RawTar().Add('0', "x", mtime: 0).Add('0', "y", mtime: -5).Add('0', "z", mtime: 1L << 34).Add('0', "w", mtime: 1L << 40)),
        ("times with fractions", new RawTar().Add('0', "x", pax: [("mtime", "1500000000.123456789"), ("atime", "1600000000.5")])
            .Add('0', "y", pax: [("mtime", "-1.5")]).Add('5', "d/", pax: [("mtime", "1500000000.5")])),
        ("attributes", new RawTar().Add('0', "x", pax: [("SCHILY.xattr.user.a", Value), ("SCHILY.xattr.user.empty", "")])
            .Add('5', "d/", pax: [("SCHILY.xattr.user.b", Value), ("SCHILY.xattr.trusted.c", Value)]).Add('2', "l", link: "x", pax: [("SCHILY.xattr.user.d", Value)])
            .Add('6', "f", pax: [("SCHILY.xattr.user.e", Value)])),
        ("attribute without a class", new RawTar().Add('0', "x", pax: [("SCHILY.xattr.one", Value)])),
        ("attribute of the overlay", new RawTar().Add('5', "dir/", pax: [("SCHILY.xattr.trusted.overlay.opaque", "y")])),
        ("attribute of a user's overlay", new RawTar().Add('5', "dir/", pax: [("SCHILY.xattr.user.overlay.opaque", "y")])),
        ("header for the whole archive", new RawTar().Add('g', "pax_global_header", content: "17 comment=hello\n").File("x", "x")),
        ("type that is unknown", new RawTar().Add('Z', "x")),
        ("contiguous file", new RawTar().Add('7', "x", content: "x")),
        ("type NUL", new RawTar().Add('\0', "x", content: "x").Add('\0', "d/")),
        ("file through a link", new RawTar().File("link/in", "i")),
        ("file through a dead link", new RawTar().File("dead/in", "i")),
        ("file through a link that leads out", new RawTar().File("out/in", "i")),
        ("file through a file", new RawTar().File("file/in", "i")),
        ("file through a loop", new RawTar().Symlink("two", "one").Symlink("one", "two").File("one/in", "i")),
        ("link at the root", new RawTar().Symlink("/", "r").File("r/r/r/in", "i").Whiteout("r/.wh.file")),
        ("nothing", new RawTar()),
    ];

    /// <summary>Those whose outcome is not that of containerd, by snapshotter; docs/compatibility.md has the reasons.</summary>
    public static IReadOnlySet<(string Snapshotter, string Name)> MayDiffer { get; } = new HashSet<(string, string)>
    {
        ("native", "uid beyond 32 bits"), ("native", "negative gid"), ("native", "device number too large"),
        ("overlayfs", "uid beyond 32 bits"), ("overlayfs", "negative gid"), ("overlayfs", "device number too large"),
    };
}
