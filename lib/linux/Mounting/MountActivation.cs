using System.Globalization;

namespace PluginHost.Linux.Mounting;

/// <summary>
/// Turns mounts that describe how to get others into mounts that anybody can make (containerd core/mount/manager). A type such as
/// <c>format/mkdir/overlay</c> names, before the file system, what is to be done first, from left to right. All mounts before the last of
/// these are made in a directory of their own.
/// </summary>
public static class MountActivation
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Whether there is anything to do: other mounts are made as they are.</summary>
    public static bool IsNeeded(IReadOnlyList<MountEntry> mounts) => mounts.Any(mount => StepsOf(mount.Type).Length > 0);

    /// <summary>Makes what has to be made, on <c>&lt;directory&gt;/1</c> and so on. If that fails, nothing of it is left.</summary>
    /// <param name="mounts">The descriptions, for which <see cref="IsNeeded"/>.</param>
    /// <param name="directory">Gets the mount points; made (0700) where it is missing.</param>
    /// <returns>The mounts that are left to the caller.</returns>
    /// <exception cref="IOException">A mount, a directory or an image can't be made; or a description is wrong, which it names.</exception>
    public static IReadOnlyList<MountEntry> Activate(IReadOnlyList<MountEntry> mounts, string directory)
    {
        int number = 0;
        try
        {
            return ActivateShared(mounts, directory, _ => (++number).ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            RemoveDirectories(directory);
            throw;
        }
    }

    /// <summary>
    /// As <see cref="Activate"/>, on mount points that other activations may use as well: what is mounted there already is used as it is, and
    /// stays if this fails. Not to be called twice at once for one directory.
    /// </summary>
    /// <param name="mounts">The descriptions, for which <see cref="IsNeeded"/>.</param>
    /// <param name="directory">Gets the mount points; made (0700) where it is missing. No link may be in its path.</param>
    /// <param name="nameOf">The name of a mount's mount point in the directory.</param>
    /// <returns>The mounts that are left to the caller.</returns>
    /// <exception cref="IOException">A mount, a directory or an image can't be made; or a description is wrong, which it names.</exception>
    public static IReadOnlyList<MountEntry> ActivateShared(
        IReadOnlyList<MountEntry> mounts, string directory, Func<MountEntry, string> nameOf)
    {
        Directory.CreateDirectory(directory, Private);
        HashSet<string> there = [.. MountTable.Read().Select(mount => mount.MountPoint)];
        List<string> points = [];
        try
        {
            int last = mounts.Count - 1;
            while (StepsOf(mounts[last].Type).Length == 0)
            {
                last--;
            }

            for (int i = 0; i < last; i++)
            {
                string point = Path.Join(directory, nameOf(mounts[i]));
                if (!there.Contains(point))
                {
                    Directory.CreateDirectory(point, Private);
                    Make(Prepare(mounts[i], mounts, points, directory), point);
                }

                points.Add(point);
            }

            return [Prepare(mounts[last], mounts, points, directory), .. mounts.Skip(last + 1)];
        }
        catch (Exception exception) when (exception is IOException or ArgumentException)
        {
            foreach (string point in Enumerable.Reverse(points).Where(point => !there.Contains(point)))
            {
                _ = LibC.TryUmount2(point, UmountFlags.MNT_DETACH);
            }

            throw exception as IOException ?? new IOException(exception.Message, exception);
        }
    }

    /// <summary>Takes all mounts below the directory away, and the directory; that it is missing is fine.</summary>
    /// <exception cref="LinuxException">A mount stays in use, or something else is in the directory.</exception>
    public static async Task DeactivateAsync(string directory, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        await Unmounts.RecursiveAsync(directory, UmountFlags.UMOUNT_NOFOLLOW, cancellationToken);
        RemoveDirectories(directory);
    }

    private static MountEntry Prepare(MountEntry mount, IReadOnlyList<MountEntry> mounts, List<string> points, string directory)
    {
        foreach (string step in StepsOf(mount.Type))
        {
            mount = step switch
            {
                "format" => new MountTemplate(mounts, points).Fill(mount),
                "mkdir" => MountPreparation.MakeDirectories(mount, directory),
                _ => MountPreparation.MakeImage(mount),
            };
        }

        return mount with { Type = mount.Type[(mount.Type.LastIndexOf('/') + 1)..] };
    }

    private static void Make(MountEntry mount, string point)
    {
        if (mount.Type == "erofs")
        {
            ErofsMount.Mount(mount, point);
        }
        else
        {
            Mounts.Mount(mount, point);
        }
    }

    private static string[] StepsOf(string type)
    {
        string[] words = type.Split('/');

        return words[..^1].All(word => word is "format" or "mkdir" or "mkfs") ? words[..^1] : [];
    }

    // Never what is in a mount: rmdir refuses it.
    private static void RemoveDirectories(string directory)
    {
        foreach (string point in Directory.GetDirectories(directory))
        {
            LibC.UnlinkAt(SafeFileDescriptor.CurrentDirectory, point, AtFlags.AT_REMOVEDIR);
        }

        LibC.UnlinkAt(SafeFileDescriptor.CurrentDirectory, directory, AtFlags.AT_REMOVEDIR);
    }
}
