namespace PluginHost.Linux;

/// <summary>Flags of mount(2).</summary>
[Flags]
public enum MountFlags : ulong
{
    None = 0,
    MS_RDONLY = 1,
    MS_NOSUID = 1 << 1,
    MS_NODEV = 1 << 2,
    MS_NOEXEC = 1 << 3,
    MS_SYNCHRONOUS = 1 << 4,
    MS_REMOUNT = 1 << 5,
    MS_MANDLOCK = 1 << 6,
    MS_DIRSYNC = 1 << 7,
    MS_NOSYMFOLLOW = 1 << 8,
    MS_NOATIME = 1 << 10,
    MS_NODIRATIME = 1 << 11,
    MS_BIND = 1 << 12,
    MS_MOVE = 1 << 13,
    MS_REC = 1 << 14,
    MS_SILENT = 1 << 15,
    MS_UNBINDABLE = 1 << 17,
    MS_PRIVATE = 1 << 18,
    MS_SLAVE = 1 << 19,
    MS_SHARED = 1 << 20,
    MS_RELATIME = 1 << 21,
    MS_STRICTATIME = 1 << 24,
    MS_LAZYTIME = 1 << 25,
}
