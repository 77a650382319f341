namespace PluginHost.Linux;

/// <summary>What statfs(2) tells of a file system.</summary>
/// <param name="Type">The magic number, see <see cref="FileSystemTypes"/>.</param>
/// <param name="BlockSize">The unit of the block counts in bytes.</param>
/// <param name="Blocks">All blocks.</param>
/// <param name="FreeBlocks">The free blocks.</param>
/// <param name="AvailableBlocks">The free blocks that an unprivileged user may take.</param>
/// <param name="Files">All inodes.</param>
/// <param name="FreeFiles">The free inodes.</param>
/// <param name="Flags">Mount flags as <c>ST_*</c>: read-only 1, nosuid 2, nodev 4, noexec 8, noatime 0x400, nodiratime 0x800, relatime 0x1000.</param>
public readonly record struct FileSystemStatus(
    long Type,
    long BlockSize,
    ulong Blocks,
    ulong FreeBlocks,
    ulong AvailableBlocks,
    ulong Files,
    ulong FreeFiles,
    ulong Flags);
