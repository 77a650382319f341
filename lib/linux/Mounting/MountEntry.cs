namespace PluginHost.Linux.Mounting;

/// <summary>One mount, as snapshotters describe it (containerd core/mount).</summary>
/// <param name="Type">The file system type; <c>bind</c> for a bind mount, <c>fuse.X</c> or <c>fuse3.X</c> for a FUSE program.</param>
/// <param name="Source">A device, a directory for bind mounts, or any word.</param>
/// <param name="Target">A directory below the mount point on which this one goes; empty for the mount point itself.</param>
/// <param name="Options">As in fstab(5), one option each.</param>
public sealed record MountEntry(string Type, string Source, string Target, IReadOnlyList<string> Options);
