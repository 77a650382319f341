using PluginHost.Archive.Apply;
using PluginHost.Linux.Files;

namespace Archive.Tests;

/// <summary>Somebody exchanges a name in the root with a link to the outside, again and again, while that very name is unpacked.</summary>
public sealed class RaceTests
{
    private const int Rounds = 15;
    private const int MinSwaps = 100;

    public static TheoryData<string> Attacks => [.. All.Keys];

    private static Dictionary<string, Func<RawTar>> All { get; } = new()
    {
        ["directory"] = () => new RawTar().Add('5', "x/", mode: 0xFFF, uid: 5, gid: 6, mtime: 7, pax: ("SCHILY.xattr.user.a", "b")),
        ["file"] = () => new RawTar().Add('0', "x", content: "evil", mode: 0xFFF, uid: 5, gid: 6, mtime: 7, pax: ("SCHILY.xattr.user.a", "b")),
        ["fifo"] = () => new RawTar().Add('6', "x", mode: 0xFFF, uid: 5, gid: 6, mtime: 7, pax: ("SCHILY.xattr.security.a", "b")),
        ["device"] = () => new RawTar().Add('3', "x", mode: 0xFFF, uid: 5, gid: 6, mtime: 7, major: 1, minor: 3),
        ["symbolic link"] = () => new RawTar().Add('2', "x", link: "y", mode: 0xFFF, uid: 5, gid: 6, mtime: 7),
        ["hard link"] = () => new RawTar().File("source").Add('1', "x", link: "source", mode: 0xFFF, uid: 5, gid: 6, mtime: 7),
        ["target of a hard link"] = () => new RawTar().File("x").Add('1', "again", link: "x", mode: 0xFFF, uid: 5, gid: 6, mtime: 7),
        ["whiteout"] = () => new RawTar().Directory("x/").Whiteout(".wh.x"),
        ["whiteout in a directory"] = () => new RawTar().Directory("x/").Whiteout("x/.wh.file").Whiteout("x/.wh.etc"),
        ["opaque directory"] = () => new RawTar().Directory("x/").Whiteout("x/.wh..wh..opq"),
        ["missing parents"] = () => new RawTar().File("x/etc/passwd", "evil").File("x/file", "evil").Directory("x/new/sub/"),
        ["replaced directory"] = () => new RawTar().File("x/etc/passwd", "evil").File("x", "evil"),
        ["times of directories"] = () => new RawTar().Add('5', "x/", mtime: 7).Add('5', "x/etc/", mtime: 7),
    };

    [RootTheory]
    [MemberData(nameof(Attacks))]
    public async Task A_name_that_is_swapped_while_it_is_unpacked_leads_nowhere(string attack)
    {
        using Unpacking unpacking = new();
        using CancellationTokenSource done = new();
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        long swaps = 0;
        Task attacker = Task.Factory.StartNew(() => Attack(unpacking, ref swaps, started, done.Token), TaskCreationOptions.LongRunning);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(60));
        RawTar tar = new();
        for (int i = 0; i < 40; i++)
        {
            tar.Raw(All[attack]().ToBytes());
        }

        // Until the two have met often enough, whatever else the machine does.
        for (int i = 0; i < Rounds || (Interlocked.Read(ref swaps) < MinSwaps && i < 100 * Rounds); i++)
        {
            WhiteoutStyle style = i % 2 == 0 ? WhiteoutStyle.Remove : WhiteoutStyle.Overlay;
            Exception? exception = Record.Exception(() => unpacking.Apply(tar, new ApplyOptions { Whiteouts = style }));
            Assert.True(exception is null or IOException, exception?.ToString());
        }

        await done.CancelAsync();
        await attacker;
        unpacking.AssertOutsideUntouched();
        Assert.True(swaps >= MinSwaps, $"{swaps} swaps");
    }

    // What the unpacking has removed or replaced comes back each time, so that there is always a directory and always a link to exchange.
    private static void Attack(Unpacking unpacking, ref long swaps, TaskCompletionSource started, CancellationToken done)
    {
        using SafeFileDescriptor root = LibC.Open(unpacking.Root, OpenFlags.O_PATH);
        while (!done.IsCancellationRequested)
        {
            if (LibC.TrySymlinkAt(unpacking.Outside, root, "evil") == Errno.EEXIST
                && LibC.TryReadlinkAt(root, "evil", out _) != 0)
            {
                _ = Record.Exception(() => TreeRemoval.Remove(root, "evil", CancellationToken.None));
                continue;
            }

            _ = LibC.TryMkdirAt(root, "x", FileModes.Octal0755);
            if (LibC.TryRenameAt2(root, "x", root, "evil", RenameFlags.RENAME_EXCHANGE) == 0)
            {
                Interlocked.Increment(ref swaps);
                _ = LibC.TryRenameAt2(root, "x", root, "evil", RenameFlags.RENAME_EXCHANGE);
            }

            started.TrySetResult();
        }
    }
}
