using System.Globalization;
using PluginHost.Linux.Mounting;

namespace Linux.Tests;

public sealed class MountActivationTests
{
    [Theory]
    [InlineData("overlay", false)]
    [InlineData("fuse.sshfs", false)]
    [InlineData("acme/overlay", false)]
    [InlineData("format/bind", true)]
    [InlineData("mkfs/ext4", true)]
    [InlineData("format/mkdir/overlay", true)]
    public void Only_types_that_say_what_is_to_be_done_need_activation(string type, bool needed)
        => Assert.Equal(needed, MountActivation.IsNeeded([new MountEntry(type, "source", "", [])]));

    [RootFact]
    public async Task What_comes_before_the_last_is_mounted_and_named_in_it()
    {
        using TempDirectory temp = new();
        foreach (string name in (string[])["a", "b", "target"])
        {
            temp.MakeDirectory(name);
        }

        temp.MakeFile("a/file", "of a");
        temp.MakeFile("b/other", "of b");
        MountEntry[] described =
        [
            Bind(temp.At("a")),
            Bind(temp.At("b")),
            new("format/mkdir/overlay", "overlay", "", ["lowerdir={{ overlay 0 1 }}", $"X-containerd.mkdir.path={temp.At("points/made")}:0750"]),
        ];

        IReadOnlyList<MountEntry> left = MountActivation.Activate(described, temp.At("points"));

        MountEntry overlay = Assert.Single(left);
        Assert.Equal(("overlay", $"lowerdir={temp.At("points/1")}:{temp.At("points/2")}"), (overlay.Type, Assert.Single(overlay.Options)));
        Assert.Equal("750", Convert.ToString(LibC.Stat(temp.At("points/made")).Permissions, 8));
        Mounts.MountAll(left, temp.At("target"));
        Assert.Equal("of a", await File.ReadAllTextAsync(temp.At("target/file")));
        Assert.Equal("of b", await File.ReadAllTextAsync(temp.At("target/other")));

        await Unmounts.AllAsync(temp.At("target"), UmountFlags.None, CancellationToken.None);
        await MountActivation.DeactivateAsync(temp.At("points"), CancellationToken.None);
        await MountActivation.DeactivateAsync(temp.At("points"), CancellationToken.None);
        Assert.False(Directory.Exists(temp.At("points")));
    }

    [RootTheory]
    [InlineData("{{ mount 1 }}", "does not come before it")]
    [InlineData("{{ mount 0 0 }}", "not known")]
    [InlineData("{{ unknown 0 }}", "not known")]
    [InlineData("{{ mount }}", "not known")]
    public void A_template_that_cannot_be_filled_leaves_nothing_mounted(string source, string reason)
    {
        using TempDirectory temp = new();
        temp.MakeDirectory("a");

        IOException error = Assert.Throws<IOException>(
            () => MountActivation.Activate([Bind(temp.At("a")), new MountEntry("format/bind", source, "", ["rbind"])], temp.At("points")));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(temp.At("points")));
    }

    [RootTheory]
    [InlineData("X-containerd.mkdir.path=/etc/made", "must lie below")]
    [InlineData("X-containerd.mkdir.path={{ mount 0 }}/../../made", "must lie below")]
    [InlineData("X-containerd.mkdir.path={{ mount 0 }}/made:9", "is no mode")]
    [InlineData("X-containerd.mkdir.path={{ mount 0 }}/made:0755:root:0", "is no id")]
    public void A_directory_is_made_only_where_it_may_be(string option, string reason)
    {
        using TempDirectory temp = new();
        temp.MakeDirectory("a");

        IOException error = Assert.Throws<IOException>(() => MountActivation.Activate(
            [Bind(temp.At("a")), new MountEntry("format/mkdir/bind", "{{ mount 0 }}", "", [option, "rbind"])], temp.At("points")));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [RootTheory]
    [InlineData("fs=vfat", "size=1000000", "only ext4")]
    [InlineData("fs=ext4", "size=some", "a number of bytes")]
    [InlineData("fs=ext4", "size=1024", "mkfs.ext4 ended")]
    public void An_image_that_cannot_be_made_is_not_left_half(string type, string size, string reason)
    {
        using TempDirectory temp = new();
        MountEntry image = new("mkfs/ext4", temp.At("image"), "", [$"X-containerd.mkfs.{type}", $"X-containerd.mkfs.{size}", "loop"]);

        IOException error = Assert.Throws<IOException>(
            () => MountActivation.Activate([image, new MountEntry("format/bind", "{{ mount 0 }}", "", [])], temp.At("points")));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(temp.At("image")));
    }

    [RootFact]
    public void Shared_mount_points_are_mounted_once_and_stay_when_another_fails()
    {
        using TempDirectory temp = new();
        temp.MakeDirectory("a");
        MountEntry[] good = [Bind(temp.At("a")), new MountEntry("format/bind", "{{ mount 0 }}", "", ["rbind"])];
        MountEntry[] bad = [Bind(temp.At("a")), new MountEntry("format/bind", "{{ mount 7 }}", "", ["rbind"])];
        MountActivation.ActivateShared(good, temp.At("points"), _ => "one");

        MountActivation.ActivateShared(good, temp.At("points"), _ => "one");
        Assert.Throws<IOException>(() => MountActivation.ActivateShared(bad, temp.At("points"), _ => "one"));

        Assert.Single(MountTable.Read(), mount => mount.MountPoint == temp.At("points/one"));
    }

    [RootFact(Needs = "/usr/bin/mkfs.erofs")]
    public async Task An_erofs_image_is_mounted_from_its_file_or_over_a_loop_device()
    {
        using TempDirectory temp = new();
        temp.MakeDirectory("tree");
        temp.MakeFile("tree/file", "content");
        await ToolProgram.RunAsync("mkfs.erofs", ["--quiet", temp.At("image"), temp.At("tree")], null, CancellationToken.None);
        string direct = temp.MakeDirectory("direct");
        string looped = temp.MakeDirectory("looped");
        MountEntry image = new("erofs", temp.At("image"), "", ["ro", "loop"]);

        ErofsMount.Mount(image, direct);
        ErofsMount.MountOnLoopDevices(image with { Options = ["ro"] }, looped);

        Assert.Equal("content", await File.ReadAllTextAsync(Path.Join(direct, "file")));
        Assert.Equal("content", await File.ReadAllTextAsync(Path.Join(looped, "file")));
        Assert.StartsWith("/dev/loop", MountTable.Lookup(looped).Source, StringComparison.Ordinal);
        await Unmounts.OneAsync(looped, UmountFlags.None, CancellationToken.None);
    }

    [Fact]
    public void An_image_to_be_checked_by_dm_verity_is_not_mounted_unchecked()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => ErofsMount.Mount(new MountEntry("erofs", "/image", "", ["ro", "X-containerd.dmverity=/image.dmverity"]), "/nowhere"));

        Assert.Contains("/image.dmverity", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_gets_its_input_and_its_words_are_kept()
    {
        using MemoryStream input = new("one\ntwo\n"u8.ToArray());

        Assert.Equal("2\n", (await ToolProgram.RunAsync("wc", ["-l"], input, CancellationToken.None)).TrimStart());
        IOException failed = Assert.Throws<IOException>(
            () => ToolProgram.Run("sh", ["-c", "echo why >&2; exit 3"], TimeSpan.FromSeconds(30)));
        Assert.Contains("ended with code 3: why", failed.Message, StringComparison.Ordinal);
        IOException missing = await Assert.ThrowsAsync<IOException>(
            () => ToolProgram.RunAsync("no-such-program", [], null, CancellationToken.None));
        Assert.Contains("no-such-program", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_ends_early_says_why_and_one_that_is_not_wanted_any_more_is_killed()
    {
        using MemoryStream large = new(new byte[4 << 20]);
        IOException early = await Assert.ThrowsAsync<IOException>(
            () => ToolProgram.RunAsync("sh", ["-c", "echo full >&2; exit 1"], large, CancellationToken.None));
        Assert.Contains("full", early.Message, StringComparison.Ordinal);

        using CancellationTokenSource cancelled = new();
        Task<string> sleeping = ToolProgram.RunAsync(
            "sleep", [TimeSpan.FromHours(1).TotalSeconds.ToString(CultureInfo.InvariantCulture)], null, cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleeping);
    }

    private static MountEntry Bind(string source) => new("bind", source, "", ["rbind"]);
}
