namespace PluginHost.Linux;

/// <summary>Flags of umount2(2).</summary>
[Flags]
public enum UmountFlags
{
    None = 0,
    MNT_FORCE = 1,
    MNT_DETACH = 2,
    MNT_EXPIRE = 4,
    UMOUNT_NOFOLLOW = 8,
}
