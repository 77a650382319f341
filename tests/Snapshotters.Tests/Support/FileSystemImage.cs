using System.Diagnostics;
using PluginHost.Linux;
using PluginHost.Linux.Mounting;

namespace Snapshotters.Tests.Support;

/// <summary>A file system in a file. It is mounted over a loop device that goes with the mount.</summary>
internal static class FileSystemImage
{
    /// <summary>Makes a file and formats it.</summary>
    public static void Make(string path, long size, string program, params IReadOnlyList<string> arguments)
    {
        using (FileStream file = File.Create(path))
        {
            file.SetLength(size);
        }

        ProcessStartInfo start = new(program, [.. arguments, path]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} {path}: {errors}{output.Result}");
    }

    /// <summary>Makes an ext4 with nothing in it. Without a journal it can always be mounted read-only, also while others still have it.</summary>
    public static async Task MakeEmptyExt4Async(string path)
    {
        Make(path, 16L << 20, "/usr/sbin/mkfs.ext4", "-q", "-O", "^has_journal");
        string mounted = path + ".mnt";
        Directory.CreateDirectory(mounted);
        Mounts.Mount(new MountEntry("ext4", path, "", ["loop"]), mounted);
        Directory.Delete(Path.Join(mounted, "lost+found"));
        await Unmounts.AllAsync(mounted, UmountFlags.None, CancellationToken.None);
        Directory.Delete(mounted);
    }

    /// <summary>Makes a btrfs beside a directory and mounts it there.</summary>
    public static void MountBtrfs(string directory)
    {
        string image = directory + ".img";
        Make(image, 512L << 20, "/usr/sbin/mkfs.btrfs", "-q");
        Mounts.Mount(new MountEntry("btrfs", image, "", ["loop"]), directory);
    }
}
