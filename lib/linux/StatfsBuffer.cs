using System.Runtime.InteropServices;

namespace PluginHost.Linux;

/// <summary><c>struct statfs</c> of 64-bit machines (asm-generic/statfs.h), 120 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct StatfsBuffer
{
    [FieldOffset(0)]
    public long Type;

    [FieldOffset(8)]
    public long BlockSize;

    [FieldOffset(16)]
    public ulong Blocks;

    [FieldOffset(24)]
    public ulong FreeBlocks;

    [FieldOffset(32)]
    public ulong AvailableBlocks;

    [FieldOffset(40)]
    public ulong Files;

    [FieldOffset(48)]
    public ulong FreeFiles;

    [FieldOffset(80)]
    public ulong Flags;

    public readonly FileSystemStatus ToStatus()
        => new(Type, BlockSize, Blocks, FreeBlocks, AvailableBlocks, Files, FreeFiles, Flags);
}
