using System.Diagnostics;
using PluginHost.Linux.Files;

namespace Linux.Tests;

public sealed class LibCTests
{
    private static SafeFileDescriptor Here => SafeFileDescriptor.CurrentDirectory;

    [Fact]
    public void A_failed_call_names_the_call_the_path_and_the_reason()
    {
        LinuxException exception = Assert.Throws<LinuxException>(() => LibC.Open("/does/not/exist", OpenFlags.O_RDONLY));

        Assert.Equal("openat /does/not/exist: no such file or directory", exception.Message);
        Assert.Equal(Errno.ENOENT, exception.Errno);
        Assert.Equal("/does/not/exist", exception.Path);
    }

    [Fact]
    public void Descriptors_are_closed_on_exec()
    {
        using SafeFileDescriptor file = LibC.Open("/dev/null", OpenFlags.O_RDONLY);
        string flags = File.ReadLines($"/proc/self/fdinfo/{file.Number}").First(line => line.StartsWith("flags:", StringComparison.Ordinal));

        Assert.NotEqual(0, Convert.ToInt32(flags[6..].Trim(), 8) & (int)OpenFlags.O_CLOEXEC);
    }

    [Fact]
    public void OpenAt2_in_root_keeps_links_and_dots_inside()
    {
        using TempDirectory temp = new();
        temp.MakeDirectory("root/etc");
        temp.MakeFile("root/etc/passwd", "inside");
        LibC.SymlinkAt("/etc", Here, temp.At("root/link"));
        using SafeFileDescriptor root = LibC.Open(temp.At("root"), OpenFlags.O_PATH);

        foreach (string path in (string[])["/etc/passwd", "link/passwd", "../../../etc/passwd", "link/../../etc/passwd"])
        {
            using SafeFileDescriptor file = LibC.OpenAt2(root, path, OpenFlags.O_RDONLY, ResolveFlags.RESOLVE_IN_ROOT);
            byte[] buffer = new byte[16];
            Assert.Equal(6, LibC.Read(file, buffer));
            Assert.Equal("inside"u8, buffer.AsSpan(0, 6));
        }
    }

    [Fact]
    public void OpenAt2_beneath_refuses_to_leave()
    {
        using TempDirectory temp = new();
        using SafeFileDescriptor root = LibC.Open(temp.Path, OpenFlags.O_PATH);

        Assert.Equal(Errno.EXDEV, LibC.TryOpenAt2(root, "../x", OpenFlags.O_RDONLY, ResolveFlags.RESOLVE_BENEATH, 0, out SafeFileDescriptor file));
        Assert.True(file.IsInvalid);
    }

    [Fact]
    public void Statx_tells_what_was_set()
    {
        using TempDirectory temp = new();
        string path = temp.MakeFile("file", "12345");
        LibC.FchmodAt(Here, path, FileModes.S_ISUID | FileModes.Octal0711);
        LibC.UtimensAt(Here, path, new TimeSpec(7, 8), new TimeSpec(-3, 999_999_999), AtFlags.None);
        LibC.LinkAt(Here, path, Here, temp.At("second"), AtFlags.None);

        FileStatus status = LibC.Lstat(path);

        Assert.True(status.IsRegular);
        Assert.Equal(FileModes.S_ISUID | FileModes.Octal0711, status.Permissions);
        Assert.Equal(5, status.Size);
        Assert.Equal(2u, status.LinkCount);
        Assert.Equal(new TimeSpec(7, 8), status.AccessTime);
        Assert.Equal(new TimeSpec(-3, 999_999_999), status.ModifyTime);
        Assert.True(status.IsSameFile(LibC.Lstat(temp.At("second"))));
    }

    [RootFact]
    public void Owners_and_devices_are_set_as_given()
    {
        using TempDirectory temp = new();
        LibC.MknodAt(Here, temp.At("device"), FileModes.S_IFCHR | FileModes.Octal0600, new DeviceNumber(4095, 1_048_575));
        LibC.FchownAt(Here, temp.At("device"), 123456, 4_294_967_294, AtFlags.AT_SYMLINK_NOFOLLOW);

        FileStatus status = LibC.Lstat(temp.At("device"));

        Assert.Equal(new DeviceNumber(4095, 1_048_575), status.RawDevice);
        Assert.Equal(123456u, status.Uid);
        Assert.Equal(4_294_967_294, status.Gid);
    }

    [RootFact]
    public void A_device_0_0_is_an_overlay_whiteout()
    {
        using TempDirectory temp = new();
        LibC.MknodAt(Here, temp.At("w"), FileModes.S_IFCHR, default);

        Assert.True(LibC.Lstat(temp.At("w")).IsOverlayWhiteout);
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(1u, 3u)]
    [InlineData(4095u, 1_048_575u)]
    [InlineData(4_294_967_295u, 4_294_967_295u)]
    public void Device_numbers_survive_packing(uint major, uint minor)
        => Assert.Equal(new DeviceNumber(major, minor), DeviceNumber.FromRaw(new DeviceNumber(major, minor).ToRaw()));

    [Fact]
    public void A_link_is_read_itself()
    {
        using TempDirectory temp = new();
        string target = new('x', 4000);
        LibC.SymlinkAt(target, Here, temp.At("link"));

        Assert.Equal(target, LibC.ReadlinkAt(Here, temp.At("link")));
        Assert.Equal(Errno.EINVAL, LibC.TryReadlinkAt(Here, temp.Path, out _));
    }

    [Fact]
    public void Rename_without_replacing_finds_the_name_taken()
    {
        using TempDirectory temp = new();
        temp.MakeFile("a");
        temp.MakeFile("b");

        Assert.Equal(Errno.EEXIST, LibC.TryRenameAt2(Here, temp.At("a"), Here, temp.At("b"), RenameFlags.RENAME_NOREPLACE));
    }

    [Fact]
    public void Copying_inside_the_kernel_copies_all_bytes()
    {
        using TempDirectory temp = new();
        byte[] content = new byte[100_000];
        new Random(1).NextBytes(content);
        File.WriteAllBytes(temp.At("source"), content);
        foreach (bool range in (bool[])[true, false])
        {
            using SafeFileDescriptor source = LibC.Open(temp.At("source"), OpenFlags.O_RDONLY);
            using (SafeFileDescriptor target = LibC.Open(temp.At("target"), OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_TRUNC, FileModes.Octal0600))
            {
                long copied;
                do
                {
                    int errno = range
                        ? LibC.TryCopyFileRange(source, target, 1 << 20, out copied)
                        : LibC.TrySendfile(target, source, 1 << 20, out copied);
                    Assert.Equal(0, errno);
                }
                while (copied > 0);
            }

            Assert.Equal(content, File.ReadAllBytes(temp.At("target")));
        }
    }

    [Fact]
    public void A_pipe_carries_bytes_and_can_be_made_larger()
    {
        (SafeFileDescriptor read, SafeFileDescriptor write) = LibC.Pipe2(OpenFlags.O_RDONLY);
        using (read)
        using (write)
        {
            Assert.True(LibC.SetPipeSize(write, 1 << 20) >= 1 << 20);
            LibC.WriteAll(write, new byte[1 << 20]);
            LibC.SetNonBlocking(write, nonBlocking: true);
            LinuxException full = Assert.Throws<LinuxException>(() => LibC.Write(write, new byte[1 << 16]));
            Assert.Equal(Errno.EAGAIN, full.Errno);
            Assert.Equal(1000, LibC.Read(read, new byte[1000]));
        }
    }

    [Fact]
    public void Holes_are_found()
    {
        using TempDirectory temp = new();
        using SafeFileDescriptor file = LibC.Open(temp.At("sparse"), OpenFlags.O_RDWR | OpenFlags.O_CREAT, FileModes.Octal0600);
        LibC.Ftruncate(file, 10 << 20);
        Assert.Equal(1, LibC.Pwrite(file, "x"u8, 5 << 20));

        Assert.Equal(5 << 20, LibC.Lseek(file, 0, SeekWhence.SEEK_DATA));
        Assert.Equal(Errno.ENXIO, LibC.TryLseek(file, 6 << 20, SeekWhence.SEEK_DATA, out _));
    }

    [Fact]
    public void Xattrs_are_set_listed_read_and_removed()
    {
        using TempDirectory temp = new();
        string path = temp.MakeFile("file");
        byte[] value = new byte[3000];
        new Random(3).NextBytes(value);

        Xattr.Set(path, "user.one", value);
        LibC.LSetXattr(path, "user.two", [], XattrFlags.XATTR_CREATE);

        Assert.Equal(value, Xattr.Find(path, "user.one"));
        Assert.Equal([], Xattr.Find(path, "user.two")!);
        Assert.Null(Xattr.Find(path, "user.three"));
        Assert.Equal(["user.one", "user.two"], Xattr.List(path).Order());
        Assert.Equal(Errno.EEXIST, LibC.TryLSetXattr(path, "user.two", [], XattrFlags.XATTR_CREATE));

        using SafeFileDescriptor handle = LibC.Open(path, OpenFlags.O_PATH);
        Assert.Equal(value, Xattr.Find(handle, "user.one"));
        using SafeFileDescriptor file = LibC.Open(path, OpenFlags.O_RDONLY);
        LibC.FRemoveXattr(file, "user.one");
        Assert.Equal(Errno.ENODATA, LibC.TryLGetXattr(path, "user.one", [], out _));
        Assert.Equal(["user.two"], Xattr.List(handle));
    }

    [Fact]
    public void A_pidfd_signals_the_process_it_was_opened_for()
    {
        using Process sleep = Process.Start("sleep", "60");
        using SafeFileDescriptor process = LibC.PidfdOpen(sleep.Id);
        LibC.PidfdSendSignal(process, Signals.SIGKILL);

        Assert.True(sleep.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Equal(137, sleep.ExitCode);
        Assert.Equal(Errno.ESRCH, Assert.Throws<LinuxException>(() => LibC.PidfdSendSignal(process, 0)).Errno);
    }

    [Fact]
    public void A_wait_status_tells_exit_and_signal_apart()
    {
        Assert.Equal((true, 3, 3), (new WaitStatus(0x300).HasExited, new WaitStatus(0x300).ExitCode, new WaitStatus(0x300).ShellCode));
        Assert.Equal((true, 9, 137), (new WaitStatus(9).WasSignaled, new WaitStatus(9).Signal, new WaitStatus(9).ShellCode));
    }

    [Fact]
    public void The_subreaper_flag_can_be_set_and_read()
    {
        bool before = LibC.IsChildSubreaper();
        try
        {
            LibC.SetChildSubreaper(true);
            Assert.True(LibC.IsChildSubreaper());
        }
        finally
        {
            LibC.SetChildSubreaper(before);
        }
    }

    [Fact]
    public void Statfs_knows_proc()
        => Assert.Equal(0x9FA0, LibC.Statfs("/proc").Type);

    [Theory]
    [InlineData("6.1.0-18-amd64", 6, 1)]
    [InlineData("5.10", 5, 10)]
    [InlineData("4.19+x", 4, 19)]
    public void A_kernel_release_begins_with_two_numbers(string release, int major, int minor)
    {
        Assert.True(KernelVersion.TryParse(release, out KernelVersion version));
        Assert.Equal(new KernelVersion(major, minor), version);
    }

    [Theory]
    [InlineData("")]
    [InlineData("6")]
    [InlineData("x.1")]
    [InlineData("6.x")]
    public void Other_texts_are_no_kernel_release(string release)
        => Assert.False(KernelVersion.TryParse(release, out _));

    [Fact]
    public void Errno_texts_begin_small_but_for_acronyms()
    {
        Assert.Equal("input/output error", LinuxException.TextOf(Errno.EIO));
        Assert.Equal("RFS specific error", LinuxException.TextOf(73));
    }
}
