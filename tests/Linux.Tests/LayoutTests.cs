using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Linux.Tests;

/// <summary>Structs and constants are proved by the C compiler against the system's headers.</summary>
public sealed class LayoutTests
{
    private const string Headers = """
        #define _GNU_SOURCE
        #include <stddef.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <sched.h>
        #include <signal.h>
        #include <time.h>
        #include <unistd.h>
        #include <sys/file.h>
        #include <sys/mount.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/statfs.h>
        #include <sys/syscall.h>
        #include <sys/wait.h>
        #include <linux/fs.h>
        #include <linux/loop.h>
        #include <linux/magic.h>
        #include <linux/openat2.h>
        #include <dirent.h>

        """;

    private readonly StringBuilder _source = new(Headers);

    [ToolFact("gcc")]
    public void Structs_have_the_layout_of_the_headers()
    {
        Struct<OpenHow>("struct open_how", ("flags", nameof(OpenHow.Flags)), ("mode", nameof(OpenHow.Mode)), ("resolve", nameof(OpenHow.Resolve)));
        Struct<StatxBuffer>(
            "struct statx",
            ("stx_mask", nameof(StatxBuffer.Mask)),
            ("stx_nlink", nameof(StatxBuffer.LinkCount)),
            ("stx_uid", nameof(StatxBuffer.Uid)),
            ("stx_gid", nameof(StatxBuffer.Gid)),
            ("stx_mode", nameof(StatxBuffer.Mode)),
            ("stx_ino", nameof(StatxBuffer.Inode)),
            ("stx_size", nameof(StatxBuffer.Size)),
            ("stx_blocks", nameof(StatxBuffer.Blocks)),
            ("stx_atime", nameof(StatxBuffer.AccessTime)),
            ("stx_ctime", nameof(StatxBuffer.ChangeTime)),
            ("stx_mtime", nameof(StatxBuffer.ModifyTime)),
            ("stx_rdev_major", nameof(StatxBuffer.RawDeviceMajor)),
            ("stx_rdev_minor", nameof(StatxBuffer.RawDeviceMinor)),
            ("stx_dev_major", nameof(StatxBuffer.DeviceMajor)),
            ("stx_dev_minor", nameof(StatxBuffer.DeviceMinor)));
        Struct<StatxBuffer.StatxTime>(
            "struct statx_timestamp",
            ("tv_sec", nameof(StatxBuffer.StatxTime.Seconds)),
            ("tv_nsec", nameof(StatxBuffer.StatxTime.Nanoseconds)));
        Struct<StatfsBuffer>(
            "struct statfs",
            ("f_type", nameof(StatfsBuffer.Type)),
            ("f_bsize", nameof(StatfsBuffer.BlockSize)),
            ("f_blocks", nameof(StatfsBuffer.Blocks)),
            ("f_bfree", nameof(StatfsBuffer.FreeBlocks)),
            ("f_bavail", nameof(StatfsBuffer.AvailableBlocks)),
            ("f_files", nameof(StatfsBuffer.Files)),
            ("f_ffree", nameof(StatfsBuffer.FreeFiles)),
            ("f_flags", nameof(StatfsBuffer.Flags)));
        Struct<LoopConfig>(
            "struct loop_config",
            ("fd", nameof(LoopConfig.Descriptor)),
            ("info.lo_flags", nameof(LoopConfig.Flags)),
            ("info.lo_file_name", nameof(LoopConfig.FileName)));
        Struct<MountAttributes>(
            "struct mount_attr",
            ("attr_set", nameof(MountAttributes.Set)),
            ("attr_clr", nameof(MountAttributes.Clear)),
            ("propagation", nameof(MountAttributes.Propagation)),
            ("userns_fd", nameof(MountAttributes.UserNamespace)));
        Equal("sizeof(struct timespec)", Unsafe.SizeOf<TimeSpec>());
        Equal("sizeof(struct ucred)", Unsafe.SizeOf<PeerCredentials>());
        Equal("sizeof(sigset_t)", 128);
        Equal("offsetof(struct dirent64, d_reclen)", 16);
        Equal("offsetof(struct dirent64, d_type)", 18);
        Equal("offsetof(struct dirent64, d_name)", 19);

        Compile();
    }

    [ToolFact("gcc")]
    public void Constants_have_the_values_of_the_headers()
    {
        Constants<RenameFlags>(name => name.StartsWith("RENAME", StringComparison.Ordinal));
        Constants<ResolveFlags>(name => name.StartsWith("RESOLVE", StringComparison.Ordinal));
        Constants<AtFlags>(name => name.StartsWith("AT_", StringComparison.Ordinal));
        Constants<FlockOperation>(name => name.StartsWith("LOCK", StringComparison.Ordinal));
        Constants<MountFlags>(name => name.StartsWith("MS_", StringComparison.Ordinal) && name is not "MS_NOSYMFOLLOW" and not "MS_LAZYTIME");
        Constants<UmountFlags>(name => name != "None");
        Constants<CloneFlags>(name => name.StartsWith("CLONE", StringComparison.Ordinal));
        Constants<SeekWhence>(_ => true);
        Constants<WaitOptions>(name => name != "None");
        Constants<PluginHost.Linux.Files.DirectoryEntryType>(_ => true);
        foreach (OpenFlags flag in Enum.GetValues<OpenFlags>())
        {
            Equal(flag.ToString(), flag.ToNative());
        }

        ConstantsOf(typeof(Errno));
        ConstantsOf(typeof(Signals));
        ConstantsOf(typeof(FileSystemTypes), "ZFS_SUPER_MAGIC");
        foreach (System.Reflection.FieldInfo field in typeof(FileModes).GetFields().Where(field => field.Name.StartsWith("S_", StringComparison.Ordinal)))
        {
            Equal(field.Name, (uint)field.GetRawConstantValue()!);
        }

        Equal("SYS_openat2", 437);
        Equal("SYS_pidfd_open", 434);
        Equal("SYS_pidfd_send_signal", 424);
        Equal("SYS_open_tree", 428);
        Equal("SYS_move_mount", 429);
        Equal("SYS_mount_setattr", 442);
        Equal("UTIME_NOW", TimeSpec.Now.Nanoseconds);
        Equal("UTIME_OMIT", TimeSpec.Omit.Nanoseconds);
        Equal("FS_IOC_GETFLAGS", 0x80086601);
        Equal("FS_IOC_SETFLAGS", 0x40086602);
        Equal("LOOP_CONFIGURE", 0x4C0A);
        Equal("LO_FLAGS_AUTOCLEAR", LoopConfig.LO_FLAGS_AUTOCLEAR);
        Equal("LO_FLAGS_DIRECT_IO", LoopConfig.LO_FLAGS_DIRECT_IO);
        Equal("LO_NAME_SIZE", LoopConfig.NameSize);
        Equal("MOUNT_ATTR_IDMAP", (long)MountAttributes.MOUNT_ATTR_IDMAP);
        Equal("STATX_BASIC_STATS", StatxBuffer.STATX_BASIC_STATS);

        Compile();
    }

    private void Struct<T>(string name, params (string C, string Field)[] fields)
        where T : struct
    {
        Equal($"sizeof({name})", Unsafe.SizeOf<T>());
        foreach ((string c, string field) in fields)
        {
            Equal($"offsetof({name}, {c})", Marshal.OffsetOf<T>(field));
        }
    }

    private void Constants<T>(Func<string, bool> include)
        where T : struct, Enum
    {
        foreach (string name in Enum.GetNames<T>().Where(include))
        {
            Equal(name, Convert.ToInt64(Enum.Parse<T>(name), System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private void ConstantsOf(Type type, params string[] except)
    {
        foreach (System.Reflection.FieldInfo field in type.GetFields().Where(field => !except.Contains(field.Name)))
        {
            Equal(field.Name, Convert.ToInt64(field.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private void Equal(string expression, long value)
        => _source.Append(System.Globalization.CultureInfo.InvariantCulture, $"_Static_assert(({expression}) == {value}L, \"{expression} is not {value}\");\n");

    private void Compile()
    {
        ProcessStartInfo start = new("gcc", ["-fsyntax-only", "-x", "c", "-"]) { RedirectStandardInput = true, RedirectStandardError = true };
        using Process gcc = Process.Start(start)!;
        gcc.StandardInput.Write(_source.ToString());
        gcc.StandardInput.Close();
        string errors = gcc.StandardError.ReadToEnd();
        gcc.WaitForExit();

        Assert.True(gcc.ExitCode == 0, errors);
    }
}
