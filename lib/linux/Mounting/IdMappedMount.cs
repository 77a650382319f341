namespace PluginHost.Linux.Mounting;

/// <summary>Mounts that show other owners than the disk has (mount_setattr(2), Linux 5.12).</summary>
internal static class IdMappedMount
{
    /// <summary>Replaces the mount on a target by a mapped copy; a mount that others may see already can't be changed itself.</summary>
    /// <exception cref="LinuxException">A call failed; the target is not mounted any more.</exception>
    public static void Replace(string target, SafeFileDescriptor userNamespace)
    {
        try
        {
            using SafeFileDescriptor mapped = Clone(target, userNamespace, readOnly: false);
            LibC.Umount2(target, UmountFlags.MNT_DETACH);
            LibC.MoveMount(mapped, target);
        }
        catch (LinuxException)
        {
            _ = LibC.TryUmount2(target, UmountFlags.MNT_DETACH);
            throw;
        }
    }

    /// <summary>A mapped, not yet placed bind mount of a directory.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static SafeFileDescriptor Clone(string path, SafeFileDescriptor userNamespace, bool readOnly)
    {
        SafeFileDescriptor mount = LibC.OpenTreeClone(SafeFileDescriptor.CurrentDirectory, path, AtFlags.None);
        try
        {
            LibC.MapMountIds(mount, userNamespace, readOnly);

            return mount;
        }
        catch (LinuxException)
        {
            mount.Dispose();
            throw;
        }
    }
}
