using System.Security.Cryptography;
using PluginHost.Linux.Files;

namespace PluginHost.Linux.Mounting;

/// <summary>What the kernel and a file system can do for overlay mounts (containerd plugins/snapshots/overlay/overlayutils).</summary>
public static class OverlayProbe
{
    /// <summary>Whether the overlay module has the parameter <c>index</c>, so that <c>index=off</c> may be said.</summary>
    public static bool HasIndexParameter => File.Exists("/sys/module/overlay/parameters/index");

    /// <summary>Whether directory entries tell their type, which overlay needs of its upper file system.</summary>
    /// <param name="directory">Any writable directory of the file system.</param>
    /// <exception cref="IOException">The directory can't be written.</exception>
    public static bool SupportsDType(string directory)
    {
        string probe = MakeProbe(directory);
        try
        {
            using SafeFileDescriptor open = LibC.Open(directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);

            return DirectoryListing.Read(open).Single(entry => entry.Name == Path.GetFileName(probe)).Type == DirectoryEntryType.DT_DIR;
        }
        finally
        {
            Directory.Delete(probe);
        }
    }

    /// <summary>Tries a mount of two layers.</summary>
    /// <param name="directory">Any writable directory of the file system for upper, work and lower directories.</param>
    /// <param name="options">Options to try, for example <c>userxattr</c>.</param>
    /// <returns>Null if it works, else why not.</returns>
    /// <exception cref="IOException">The directory can't be written.</exception>
    public static MountException? Try(string directory, params IReadOnlyList<string> options)
    {
        string probe = MakeProbe(directory);
        try
        {
            foreach (string name in (string[])["lower1", "lower2", "upper", "work", "merged"])
            {
                Directory.CreateDirectory(Path.Join(probe, name));
            }

            string merged = Path.Join(probe, "merged");
            MountEntry mount = new(
                "overlay",
                "overlay",
                string.Empty,
                [$"lowerdir={probe}/lower2:{probe}/lower1", $"upperdir={probe}/upper", $"workdir={probe}/work", .. options]);
            try
            {
                Mounts.Mount(mount, merged);
            }
            catch (MountException exception)
            {
                return exception;
            }

            LibC.Umount2(merged, UmountFlags.None);

            return null;
        }
        finally
        {
            Directory.Delete(probe, recursive: true);
        }
    }

    /// <summary>
    /// Whether overlay mounts need <c>userxattr</c>: only inside a user namespace, not on tmpfs, and only where the kernel knows it
    /// (5.11, or a mount that tries it works).
    /// </summary>
    /// <exception cref="IOException">The directory can't be written.</exception>
    public static bool NeedsUserXattr(string directory)
    {
        if (UserNamespace.IsInitial() || LibC.Statfs(directory).Type == FileSystemTypes.TMPFS_MAGIC)
        {
            return false;
        }

        return KernelVersion.Current() >= new KernelVersion(5, 11) || Try(directory, "userxattr") is null;
    }

    /// <summary>Whether overlay takes id-mapped lower directories on this file system: Linux 5.19, or a mount that tries it works.</summary>
    /// <exception cref="IOException">The directory can't be written.</exception>
    public static bool SupportsIdMap(string directory)
        => KernelVersion.Current() >= new KernelVersion(5, 19) || Try(directory, "uidmap=0:666:65536", "gidmap=0:666:65536") is null;

    private static string MakeProbe(string directory)
    {
        string probe = Path.Join(directory, $"check-overlay-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
        LibC.MkdirAt(SafeFileDescriptor.CurrentDirectory, probe, FileModes.Octal0700);

        return probe;
    }
}
