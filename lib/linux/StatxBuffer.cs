using System.Runtime.InteropServices;

namespace PluginHost.Linux;

/// <summary><c>struct statx</c> as the kernel fills it (linux/stat.h): the same on all machines, 256 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatxBuffer
{
    /// <summary>STATX_BASIC_STATS: everything stat(2) gives.</summary>
    public const uint STATX_BASIC_STATS = 0x7FF;

    [FieldOffset(0)]
    public uint Mask;

    [FieldOffset(16)]
    public uint LinkCount;

    [FieldOffset(20)]
    public uint Uid;

    [FieldOffset(24)]
    public uint Gid;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(32)]
    public ulong Inode;

    [FieldOffset(40)]
    public ulong Size;

    [FieldOffset(48)]
    public ulong Blocks;

    [FieldOffset(64)]
    public StatxTime AccessTime;

    [FieldOffset(96)]
    public StatxTime ChangeTime;

    [FieldOffset(112)]
    public StatxTime ModifyTime;

    [FieldOffset(128)]
    public uint RawDeviceMajor;

    [FieldOffset(132)]
    public uint RawDeviceMinor;

    [FieldOffset(136)]
    public uint DeviceMajor;

    [FieldOffset(140)]
    public uint DeviceMinor;

    /// <summary><c>struct statx_timestamp</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 16)]
    internal struct StatxTime
    {
        [FieldOffset(0)]
        public long Seconds;

        [FieldOffset(8)]
        public uint Nanoseconds;

        public readonly TimeSpec ToTimeSpec() => new(Seconds, Nanoseconds);
    }

    public readonly FileStatus ToStatus() => new()
    {
        Mode = Mode,
        Uid = Uid,
        Gid = Gid,
        LinkCount = LinkCount,
        Inode = Inode,
        Size = (long)Size,
        Blocks = (long)Blocks,
        Device = new DeviceNumber(DeviceMajor, DeviceMinor),
        RawDevice = new DeviceNumber(RawDeviceMajor, RawDeviceMinor),
        AccessTime = AccessTime.ToTimeSpec(),
        ModifyTime = ModifyTime.ToTimeSpec(),
        ChangeTime = ChangeTime.ToTimeSpec(),
    };
}
