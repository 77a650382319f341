using PluginHost.Linux.Mounting;

namespace Linux.Tests;

public sealed class MountTests
{
    private static readonly SafeFileDescriptor Here = SafeFileDescriptor.CurrentDirectory;

    [RootFact]
    public async Task A_bind_mount_shows_its_source_and_read_only_refuses_writes()
    {
        using TempDirectory temp = new();
        temp.MakeDirectory("source");
        temp.MakeFile("source/file", "content");
        string target = temp.MakeDirectory("target");

        Mounts.MountAll([Bind(temp.At("source"), "ro", "rbind")], target);

        Assert.Equal("content", File.ReadAllText(Path.Join(target, "file")));
        LinuxException exception = Assert.Throws<LinuxException>(() => LibC.Open(Path.Join(target, "new"), OpenFlags.O_CREAT | OpenFlags.O_WRONLY));
        Assert.Equal(Errno.EROFS, exception.Errno);
        await Unmounts.OneAsync(target, UmountFlags.None, CancellationToken.None);
        Assert.Empty(Directory.GetFileSystemEntries(target));
    }

    [RootFact]
    public void A_mount_with_a_target_stays_inside_the_mount_point()
    {
        using TempDirectory temp = new();
        temp.MakeDirectory("source");
        temp.MakeFile("source/file");
        temp.MakeDirectory("point/data");
        string outside = temp.MakeDirectory("data");
        LibC.SymlinkAt("../../data", Here, temp.At("point/link"));

        Mounts.MountAll([Bind(temp.At("source"), "rbind") with { Target = "link" }], temp.At("point"));

        Assert.True(File.Exists(temp.At("point/data/file")));
        Assert.Empty(Directory.GetFileSystemEntries(outside));
    }

    [RootFact]
    public void If_a_later_mount_fails_the_earlier_ones_are_taken_away()
    {
        using TempDirectory temp = new();
        temp.MakeDirectory("source");
        string target = temp.MakeDirectory("target");

        MountException exception = Assert.Throws<MountException>(
            () => Mounts.MountAll([Bind(temp.At("source"), "rbind"), Bind(temp.At("missing"), "rbind")], target));

        Assert.Contains($"\"{temp.At("missing")}\"", exception.Message, StringComparison.Ordinal);
        Assert.Contains("no such file or directory", exception.Message, StringComparison.Ordinal);
        Assert.Equal(Errno.ENOENT, exception.Errno);
        Assert.DoesNotContain(MountTable.Read(), mount => mount.MountPoint == target);
    }

    [RootFact]
    public void An_overlay_of_more_than_128_layers_can_be_mounted()
    {
        using TempDirectory temp = new();
        string current = Directory.GetCurrentDirectory();
        List<string> lowers = [];
        for (int i = 0; i < 200; i++)
        {
            lowers.Add(temp.MakeDirectory($"snapshots/{i}/fs"));
            temp.MakeFile($"snapshots/{i}/fs/file-{i}");
        }

        temp.MakeDirectory("upper");
        temp.MakeDirectory("work");
        string target = temp.MakeDirectory("merged");

        Mounts.MountAll([Overlay($"workdir={temp.At("work")}", $"upperdir={temp.At("upper")}", $"lowerdir={string.Join(':', lowers)}")], target);

        Assert.Equal(200, Directory.GetFiles(target).Length);
        Assert.Equal(current, Directory.GetCurrentDirectory());
    }

    [RootFact]
    public void Options_that_no_page_holds_are_refused()
    {
        using TempDirectory temp = new();
        string lowers = string.Join(':', Enumerable.Range(0, 100).Select(i => $"/{i}/{new string('x', 60)}"));

        MountException exception = Assert.Throws<MountException>(() => Mounts.Mount(Overlay($"lowerdir={lowers}"), temp.Path));

        Assert.Contains("mount options are too long", exception.Message, StringComparison.Ordinal);
    }

    [RootFact]
    public void Options_for_the_mount_manager_are_refused()
    {
        using TempDirectory temp = new();

        MountException exception = Assert.Throws<MountException>(
            () => Mounts.Mount(Overlay("X-containerd.mkdir.path=/x"), temp.Path));

        Assert.Contains("X-containerd.mkdir.path=/x", exception.Message, StringComparison.Ordinal);
    }

    [RootFact]
    public async Task Stacked_and_nested_mounts_are_taken_away()
    {
        using TempDirectory temp = new();
        string target = temp.MakeDirectory("target");
        Mounts.MountAll([Tmpfs()], target);
        Mounts.MountAll([Tmpfs()], target);
        await Unmounts.AllAsync(target, UmountFlags.None, CancellationToken.None);
        Assert.DoesNotContain(MountTable.Read(), mount => mount.MountPoint == target);

        Mounts.MountAll([Tmpfs()], target);
        Mounts.MountAll([Tmpfs()], temp.MakeDirectory("target/a"));
        Mounts.MountAll([Tmpfs()], temp.MakeDirectory("target/a/b c"));
        temp.MakeDirectory("target-2");
        Mounts.MountAll([Tmpfs()], temp.At("target-2"));
        await Unmounts.RecursiveAsync(target, UmountFlags.None, CancellationToken.None);

        Assert.Equal([temp.At("target-2")], MountTable.Read().Select(mount => mount.MountPoint).Where(point => point.StartsWith(temp.Path, StringComparison.Ordinal)));
    }

    [RootFact]
    public async Task Taking_away_what_is_not_there_is_fine()
    {
        using TempDirectory temp = new();

        await Unmounts.OneAsync(temp.Path, UmountFlags.None, CancellationToken.None);
        await Unmounts.AllAsync(temp.At("missing"), UmountFlags.None, CancellationToken.None);
        await Unmounts.RecursiveAsync(temp.At("missing"), UmountFlags.None, CancellationToken.None);
        Assert.DoesNotContain(MountTable.Read(), mount => mount.MountPoint == temp.Path);
    }

    [RootFact]
    public async Task A_busy_mount_is_taken_away_once_it_is_free()
    {
        using TempDirectory temp = new();
        string target = temp.MakeDirectory("target");
        Mounts.MountAll([Tmpfs()], target);
        SafeFileDescriptor busy = LibC.Open(target, OpenFlags.O_RDONLY);

        Task unmounting = Unmounts.AllAsync(target, UmountFlags.None, CancellationToken.None);
        Assert.False(unmounting.IsCompleted);
        busy.Dispose();
        await unmounting;

        Assert.DoesNotContain(MountTable.Read(), mount => mount.MountPoint == target);
    }

    [RootFact]
    public async Task A_mount_that_stays_busy_is_an_error()
    {
        using TempDirectory temp = new();
        string target = temp.MakeDirectory("target");
        Mounts.MountAll([Tmpfs()], target);
        using SafeFileDescriptor busy = LibC.Open(target, OpenFlags.O_RDONLY);

        LinuxException exception = await Assert.ThrowsAsync<LinuxException>(() => Unmounts.AllAsync(target, UmountFlags.None, CancellationToken.None));

        Assert.Equal(Errno.EBUSY, exception.Errno);
    }

    [RootFact]
    public async Task A_temporary_mount_is_gone_after_the_work()
    {
        using TempDirectory temp = new();
        temp.MakeDirectory("source");
        temp.MakeFile("source/file", "content");

        string seen = await TempMount.WithAsync(
            [Bind(temp.At("source"), "rw", "rbind")],
            temp.At("state/tmpmounts"),
            (directory, token) => File.ReadAllTextAsync(Path.Join(directory, "file"), token),
            CancellationToken.None);

        Assert.Equal("content", seen);
        Assert.Empty(Directory.GetFileSystemEntries(temp.At("state/tmpmounts")));
        Assert.Equal(FileModes.Octal0700, LibC.Lstat(temp.At("state/tmpmounts")).Permissions);
        Assert.True(File.Exists(temp.At("source/file")));
    }

    [RootFact]
    public async Task A_temporary_mount_is_gone_after_failed_work_and_the_error_stays()
    {
        using TempDirectory temp = new();
        temp.MakeDirectory("source");

        await Assert.ThrowsAsync<InvalidDataException>(() => TempMount.WithAsync(
            [Bind(temp.At("source"), "rbind")], temp.At("mounts"), (_, _) => throw new InvalidDataException("work"), CancellationToken.None));

        Assert.Empty(Directory.GetFileSystemEntries(temp.At("mounts")));
    }

    [RootFact]
    public async Task A_file_left_in_the_temporary_directory_is_not_deleted()
    {
        using TempDirectory temp = new();

        LinuxException exception = await Assert.ThrowsAsync<LinuxException>(() => TempMount.WithAsync(
            [],
            temp.At("mounts"),
            async (directory, token) => await File.WriteAllTextAsync(Path.Join(directory, "file"), "x", token),
            CancellationToken.None));

        Assert.Equal(Errno.ENOTEMPTY, exception.Errno);
        Assert.Single(Directory.GetFiles(temp.At("mounts"), "file", SearchOption.AllDirectories));
    }

    [RootFact(Needs = "/usr/sbin/mkfs.ext4")]
    public async Task A_file_is_mounted_through_a_loop_device()
    {
        using TempDirectory temp = new();
        MakeExt4(temp.At("image"));
        string target = temp.MakeDirectory("target");

        Mounts.MountAll([new MountEntry("ext4", temp.At("image"), "", ["loop"])], target);
        File.WriteAllText(Path.Join(target, "file"), "content");
        await Unmounts.AllAsync(target, UmountFlags.None, CancellationToken.None);
        Mounts.MountAll([new MountEntry("ext4", temp.At("image"), "", ["loop", "ro"])], target);

        Assert.Equal("content", File.ReadAllText(Path.Join(target, "file")));
        Assert.Throws<LinuxException>(() => LibC.Open(Path.Join(target, "new"), OpenFlags.O_CREAT | OpenFlags.O_WRONLY));
    }

    [RootFact(Needs = "/dev/loop-control")]
    public void A_read_only_loop_device_refuses_writes()
    {
        using TempDirectory temp = new();
        File.WriteAllBytes(temp.At("file"), new byte[1 << 20]);
        using LoopDevice device = LoopDevice.Attach(temp.At("file"), readOnly: true, directIo: false, autoClear: true);

        Assert.Contains(
            Assert.Throws<LinuxException>(() =>
            {
                using SafeFileDescriptor open = LibC.Open(device.Path, OpenFlags.O_RDWR);
                LibC.Write(open, new byte[512]);
            }).Errno,
            (int[])[Errno.EPERM, Errno.EACCES, Errno.EROFS]);
    }

    [RootFact(Needs = "/dev/loop-control")]
    public void A_loop_device_writes_to_its_file_until_it_is_detached()
    {
        using TempDirectory temp = new();
        File.WriteAllBytes(temp.At("file"), new byte[1 << 20]);
        using LoopDevice device = LoopDevice.Attach(temp.At("file"), readOnly: false, directIo: false, autoClear: false);
        using (SafeFileDescriptor open = LibC.Open(device.Path, OpenFlags.O_RDWR))
        {
            LibC.WriteAll(open, new byte[512].Select(_ => (byte)7).ToArray());
            LibC.Fsync(open);
        }

        Assert.Equal(7, File.ReadAllBytes(temp.At("file"))[100]);
        device.Detach();
    }

    [RootFact]
    public void A_loop_device_needs_its_file()
        => Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => LoopDevice.Attach("/does/not/exist", false, false, true)).Errno);

    [RootFact]
    public void An_id_mapped_bind_mount_shows_other_owners()
    {
        using TempDirectory temp = new();
        temp.MakeDirectory("source");
        temp.MakeFile("source/file");
        LibC.FchownAt(Here, temp.At("source/file"), 5, 6, AtFlags.None);
        string target = temp.MakeDirectory("target");

        Mounts.MountAll([Bind(temp.At("source"), "uidmap=0:100000:65536", "gidmap=0:200000:65536", "rw", "rbind")], target);

        FileStatus status = LibC.Stat(Path.Join(target, "file"));
        Assert.Equal((100_005u, 200_006u), (status.Uid, status.Gid));
        Assert.Single(MountTable.Read(), mount => mount.MountPoint == target);
    }

    [RootFact]
    public void An_overlay_with_id_maps_shows_its_lower_files_with_other_owners()
    {
        using TempDirectory temp = new();
        string one = temp.MakeDirectory("snapshots/1/fs");
        string two = temp.MakeDirectory("snapshots/2/fs");
        temp.MakeFile("snapshots/1/fs/one");
        temp.MakeFile("snapshots/2/fs/two");
        temp.MakeDirectory("upper");
        temp.MakeDirectory("work");
        string target = temp.MakeDirectory("merged");

        Mounts.MountAll(
            [Overlay("uidmap=0:100000:65536", "gidmap=0:100000:65536", $"workdir={temp.At("work")}", $"upperdir={temp.At("upper")}", $"lowerdir={two}:{one}")],
            target);

        Assert.Equal((100_000u, 100_000u), (LibC.Stat(Path.Join(target, "one")).Uid, LibC.Stat(Path.Join(target, "two")).Gid));
        Assert.DoesNotContain(MountTable.Read(), mount => mount.MountPoint.Contains("idmapped-", StringComparison.Ordinal));
    }

    [RootFact]
    public void An_id_map_of_another_form_is_refused()
    {
        using TempDirectory temp = new();

        MountException exception = Assert.Throws<MountException>(() => Mounts.Mount(Bind(temp.Path, "uidmap=0:1", "gidmap=0:0:1", "bind"), temp.Path));

        Assert.Contains("0:1 is not container:host:size", exception.Message, StringComparison.Ordinal);
    }

    [RootFact]
    public void The_overlay_probe_finds_what_the_kernel_has()
    {
        using TempDirectory temp = new();

        Assert.True(OverlayProbe.SupportsDType(temp.Path));
        Assert.Null(OverlayProbe.Try(temp.Path));
        Assert.NotNull(OverlayProbe.Try(temp.Path, "no_such_option"));
        Assert.False(OverlayProbe.NeedsUserXattr(temp.Path));
        Assert.Empty(Directory.GetFileSystemEntries(temp.Path));
    }

    [Fact]
    public void A_fuse_mount_without_its_program_says_what_to_install()
    {
        using TempDirectory temp = new();

        MountException exception = Assert.Throws<MountException>(() => Mounts.Mount(new MountEntry("fuse9x.y", "s", "", []) with { Type = "fuse3.nothing" }, temp.Path));

        Assert.Contains("mount.fuse3", exception.Message, StringComparison.Ordinal);
    }

    private static MountEntry Bind(string source, params string[] options) => new("bind", source, "", options);

    private static MountEntry Overlay(params string[] options) => new("overlay", "overlay", "", options);

    private static MountEntry Tmpfs() => new("tmpfs", "tmpfs", "", []);

    private static void MakeExt4(string path)
    {
        using (FileStream image = File.Create(path))
        {
            image.SetLength(16 << 20);
        }

        using System.Diagnostics.Process mkfs = System.Diagnostics.Process.Start("/usr/sbin/mkfs.ext4", ["-q", path]);
        mkfs.WaitForExit();
        Assert.Equal(0, mkfs.ExitCode);
    }
}
