namespace PluginHost.Linux;

/// <summary>Magic numbers of file systems (linux/magic.h).</summary>
public static class FileSystemTypes
{
    public const long EXT4_SUPER_MAGIC = 0xEF53;
    public const long XFS_SUPER_MAGIC = 0x58465342;
    public const long BTRFS_SUPER_MAGIC = 0x9123683E;
    public const long OVERLAYFS_SUPER_MAGIC = 0x794C7630;
    public const long TMPFS_MAGIC = 0x01021994;
    public const long EROFS_SUPER_MAGIC_V1 = 0xE0F5E1E2;
    public const long ZFS_SUPER_MAGIC = 0x2FC12FC1;
    public const long CGROUP2_SUPER_MAGIC = 0x63677270;
    public const long NSFS_MAGIC = 0x6E736673;
}
