using PluginHost.Archive.Apply;

namespace Archive.Tests;

/// <summary>Archives that try to leave their root, the cases of containerd's suite and some more.</summary>
public sealed class BreakoutTests
{
    [RootFact]
    public void Names_that_point_out_land_inside()
    {
        using Unpacking unpacking = new();

        Assert.Null(unpacking.ApplyHostile(new RawTar()
            .File("../escaped-1", "x").File("../../../../etc/escaped-2", "x").File("/etc/escaped-3", "x").File("a/../../escaped-4", "x")
            .File("/../../escaped-5", "x")));

        Assert.Equal(
            ["escaped-1", "escaped-4", "escaped-5", "etc", "etc/escaped-2", "etc/escaped-3"],
            TreeSnapshot.Of(unpacking.Root).Select(line => line.Split(' ')[0]));
    }

    [RootFact]
    public void Links_as_parents_are_followed_as_if_the_root_were_the_root()
    {
        using Unpacking unpacking = new();
        unpacking.MakeDirectory("etc");

        Assert.Null(unpacking.ApplyHostile(new RawTar()
            .Symlink("/etc", "absolute").File("absolute/1", "x")
            .Symlink(unpacking.Outside, "outside").File("outside/file", "x").File("outside/etc/passwd", "x")
            .Symlink("../../../../../etc", "up").File("up/2", "x")
            .Symlink("up", "chain-1").Symlink("./../chain-1", "chain-2").File("chain-2/3", "x")
            .Directory("localetc/").Symlink("..", "localetc/sub").File("localetc/sub/../../../../4", "x").File("localetc/sub/5", "x")));

        Assert.All((string[])["etc/1", "etc/2", "etc/3", "4", "5"], path => Assert.Equal("x", unpacking.Read(path)));
        Assert.Equal("x", unpacking.Read(Path.Join(unpacking.Outside, "file")));
    }

    [RootFact]
    public void A_file_in_the_place_of_a_link_replaces_the_link()
    {
        using Unpacking unpacking = new();

        Assert.Null(unpacking.ApplyHostile(new RawTar()
            .Symlink($"{unpacking.Outside}/file", "link").File("link", "")
            .Symlink("../outside/file", "other").File("other", "new")));

        Assert.Equal(("", "new"), (unpacking.Read("link"), unpacking.Read("other")));
        Assert.True(unpacking.Status("link").IsRegular);
    }

    [RootFact]
    public void Hard_links_to_what_is_outside_fail_or_take_what_is_inside()
    {
        foreach (string target in (string[])["../passwd", "../../../../../passwd", "/passwd", "dir/../../passwd", "link/passwd"])
        {
            using Unpacking unpacking = new();
            unpacking.MakeDirectory("dir");
            RawTar tar = new RawTar().Symlink("..", "link").HardLink(target, "stolen").File("stolen", "overwritten");

            Assert.Equal(Errno.ENOENT, (unpacking.ApplyHostile(tar) as LinuxException)?.Errno);
            Assert.False(unpacking.Exists("stolen"));

            unpacking.MakeFile("passwd", "inside");
            Assert.Null(unpacking.ApplyHostile(tar));
            Assert.Equal(("inside", "overwritten"), (unpacking.Read("passwd"), unpacking.Read("stolen")));
        }
    }

    [RootFact]
    public void A_hard_link_to_the_root_or_a_directory_fails()
    {
        using Unpacking unpacking = new();

        Assert.IsType<ArchiveException>(unpacking.ApplyHostile(new RawTar().HardLink("/", "x")));
        Assert.IsType<ArchiveException>(unpacking.ApplyHostile(new RawTar().HardLink("../..", "x")));
        Assert.Equal(Errno.EPERM, ((LinuxException)unpacking.ApplyHostile(new RawTar().Directory("d/").HardLink("d", "x"))!).Errno);
    }

    [RootFact]
    public void A_hard_link_to_a_symbolic_link_links_the_link()
    {
        foreach (string target in (string[])["/outside/file", "../outside/file", "dne"])
        {
            using Unpacking unpacking = new();

            Assert.Null(unpacking.ApplyHostile(new RawTar()
                .Symlink(target, "link").Add('1', "hard", link: "link", mode: 0x1FF, uid: 99)));

            Assert.True(unpacking.Status("hard").IsSymlink);
            Assert.True(unpacking.Status("hard").IsSameFile(unpacking.Status("link")));
            Assert.Equal(99u, unpacking.Status("link").Uid);
        }
    }

    [RootFact]
    public void A_hard_link_to_itself_removes_the_file_and_fails()
    {
        using Unpacking unpacking = new();

        Assert.Equal(Errno.ENOENT, ((LinuxException)unpacking.ApplyHostile(new RawTar().File("x").HardLink("x", "x"))!).Errno);
    }

    [RootFact]
    public void Modes_and_owners_never_go_through_links()
    {
        using Unpacking unpacking = new();
        string canary = $"{unpacking.Outside}/file";

        Assert.Null(unpacking.ApplyHostile(new RawTar()
            .Add('2', "absolute", link: canary, mode: 0x1FF, uid: 77, mtime: 5)
            .Add('2', "relative", link: "../outside/file", mode: 0xFFF, uid: 77, mtime: 5)
            .Add('1', "hard", link: "relative", mode: 0xFFF, uid: 78, mtime: 6)
            .Add('2', "directory", link: "../outside", mode: 0, mtime: 5)));
    }

    [RootFact]
    public void Replacing_a_directory_by_a_link_leads_later_files_inside()
    {
        using Unpacking unpacking = new();

        Assert.Null(unpacking.ApplyHostile(new RawTar()
            .Directory("dir/").File("dir/file", "1").Symlink("/", "dir").File("dir/outside/file", "2").File("dir/file", "3")));

        Assert.Equal(("2", "3"), (unpacking.Read("outside/file"), unpacking.Read("file")));
    }

    [RootFact]
    public void A_directory_entry_in_the_place_of_a_link_replaces_it()
    {
        using Unpacking unpacking = new();

        Assert.Null(unpacking.ApplyHostile(new RawTar()
            .Symlink(unpacking.Outside, "dir").Add('5', "dir/", mode: 0x1C0, uid: 5).File("dir/file", "x")));

        Assert.True(unpacking.Status("dir").IsDirectory);
        Assert.Equal("x", unpacking.Read("dir/file"));
    }

    [RootFact]
    public void Whiteouts_through_links_remove_nothing_outside()
    {
        using Unpacking unpacking = new();

        foreach (WhiteoutStyle style in Enum.GetValues<WhiteoutStyle>())
        {
            Assert.Null(unpacking.ApplyHostile(
                new RawTar().Symlink(unpacking.Outside, "link").Whiteout("link/.wh.file").Whiteout("link/.wh..wh..opq").Whiteout("../.wh.passwd"),
                new ApplyOptions { Whiteouts = style }));
        }
    }

    [RootFact]
    public void Links_in_a_circle_are_an_error()
    {
        using Unpacking unpacking = new();

        Exception? exception = unpacking.ApplyHostile(new RawTar().Symlink("b", "a").Symlink("a", "b").File("a/file"));

        Assert.Equal(Errno.ELOOP, ((LinuxException)exception!).Errno);
    }

    [RootFact]
    public void A_long_chain_of_links_is_followed_up_to_255()
    {
        using Unpacking unpacking = new();
        RawTar chain = new RawTar().Directory("end/");
        for (int i = 0; i < 256; i++)
        {
            chain.Symlink(i == 0 ? "end" : $"link-{i - 1}", $"link-{i}");
        }

        Assert.Null(unpacking.ApplyHostile(chain.File("link-254/file", "x")));
        Assert.Equal("x", unpacking.Read("end/file"));
        Assert.Equal(Errno.ELOOP, ((LinuxException)unpacking.ApplyHostile(new RawTar().File("link-255/file"))!).Errno);
    }

    [RootFact]
    public async Task A_directory_that_is_swapped_with_a_link_during_unpacking_leads_nowhere()
    {
        using Unpacking unpacking = new();
        unpacking.MakeDirectory("dir");
        LibC.SymlinkAt(unpacking.Outside, SafeFileDescriptor.CurrentDirectory, unpacking.At("evil"));
        using SafeFileDescriptor root = LibC.Open(unpacking.Root, OpenFlags.O_PATH);
        using CancellationTokenSource done = new();
        long swaps = 0;
        Task attacker = Task.Factory.StartNew(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    if (LibC.TryRenameAt2(root, "dir", root, "evil", RenameFlags.RENAME_EXCHANGE) == 0)
                    {
                        swaps++;
                    }
                }
            },
            TaskCreationOptions.LongRunning);
        RawTar tar = new RawTar();
        for (int i = 0; i < 40; i++)
        {
            tar.File("dir/file", $"{i}").Directory("dir/etc/").Add('0', "dir/etc/passwd", content: "x", mode: 0x9FF, uid: 5)
                .HardLink("dir/file", "dir/hard").Whiteout("dir/.wh.file").Add('2', "dir/sub", link: "x").Add('6', "dir/fifo");
        }

        int failures = 0;
        for (int i = 0; i < 10; i++)
        {
            Exception? exception = Record.Exception(() => unpacking.Apply(tar));
            Assert.True(exception is null or IOException, exception?.ToString());
            failures += exception is null ? 0 : 1;
        }

        await done.CancelAsync();
        await attacker;
        unpacking.AssertOutsideUntouched();
        Assert.True(swaps > 100, $"{swaps} swaps, {failures} failures");
    }
}
