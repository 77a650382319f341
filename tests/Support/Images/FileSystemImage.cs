using PluginHost.Linux;
using PluginHost.Linux.Mounting;

namespace PluginHost.Testing.Images;

/// <summary>A file system in a file. Where it is mounted, that is over a loop device that goes with the mount.</summary>
public static class FileSystemImage
{
    private const long BtrfsSize = 512L << 20;
    private const long Ext4Size = 16L << 20;

    /// <summary>Makes a file of holes and formats it with the program.</summary>
    /// <exception cref="CommandFailedException">The program failed.</exception>
    public static async Task MakeAsync(string path, long size, string program, params IReadOnlyList<string> arguments)
    {
        await using (FileStream file = File.Create(path))
        {
            file.SetLength(size);
        }

        CommandResult result = await new Command(Tools.Get(program), [.. arguments, path]).RunAsync(CancellationToken.None);
        result.Checked();
    }

    /// <summary>Makes an ext4 with nothing in it. Without a journal it can always be mounted read-only, also while others still have it.</summary>
    public static async Task MakeEmptyExt4Async(string path)
    {
        await MakeAsync(path, Ext4Size, "mkfs.ext4", "-q", "-O", "^has_journal");
        string mounted = path + ".mnt";
        Directory.CreateDirectory(mounted);
        Mounts.Mount(new MountEntry("ext4", path, "", ["loop"]), mounted);
        Directory.Delete(Path.Join(mounted, "lost+found"));
        await Unmounts.AllAsync(mounted, UmountFlags.None, CancellationToken.None);
        Directory.Delete(mounted);
    }

    /// <summary>Makes a btrfs in a file beside a directory and mounts it there; the directory is made where it is missing.</summary>
    public static async Task MountBtrfsAsync(string directory)
    {
        string image = directory + ".img";
        await MakeAsync(image, BtrfsSize, "mkfs.btrfs", "-q");
        Directory.CreateDirectory(directory);
        Mounts.Mount(new MountEntry("btrfs", image, "", ["loop"]), directory);
    }
}
