using System.Globalization;

namespace PluginHost.Linux.Mounting;

/// <summary>
/// What has to be there before a mount: directories, and images with an empty file system (containerd core/mount/manager, the mkdir and mkfs
/// transformers). Both are asked for by options that the kernel never sees.
/// </summary>
internal static class MountPreparation
{
    private const string MkdirOption = "X-containerd.mkdir.path=";
    private const string MkfsOption = "X-containerd.mkfs.";
    private static readonly TimeSpan FormatLimit = TimeSpan.FromSeconds(60);

    /// <summary>Makes the directories that the options <c>X-containerd.mkdir.path=path[:mode[:uid:gid]]</c> ask for, and drops them.</summary>
    /// <param name="mount">The description.</param>
    /// <param name="root">They must lie below it.</param>
    /// <exception cref="ArgumentException">An option can't be read, or its path lies elsewhere.</exception>
    /// <exception cref="LinuxException">A directory can't be made.</exception>
    public static MountEntry MakeDirectories(MountEntry mount, string root)
    {
        foreach (string option in mount.Options.Where(option => option.StartsWith(MkdirOption, StringComparison.Ordinal)))
        {
            MakeDirectory(option[MkdirOption.Length..].Split(':'), option, root);
        }

        return mount with { Options = [.. mount.Options.Where(option => !option.StartsWith(MkdirOption, StringComparison.Ordinal))] };
    }

    /// <summary>
    /// Makes and formats the image that is the source, if it is missing, as the options <c>X-containerd.mkfs.fs</c>, <c>.size</c> (bytes) and
    /// <c>.uuid</c> say, and drops them.
    /// </summary>
    /// <exception cref="ArgumentException">An option can't be read.</exception>
    /// <exception cref="IOException">The image can't be made.</exception>
    public static MountEntry MakeImage(MountEntry mount)
    {
        Dictionary<string, string> wanted = mount.Options
            .Where(option => option.StartsWith(MkfsOption, StringComparison.Ordinal))
            .Select(option => option[MkfsOption.Length..].Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair.Length > 1 ? pair[1] : "", StringComparer.Ordinal);
        if (!File.Exists(mount.Source))
        {
            Format(mount.Source, wanted);
        }

        return mount with { Options = [.. mount.Options.Where(option => !option.StartsWith(MkfsOption, StringComparison.Ordinal))] };
    }

    private static void Format(string path, Dictionary<string, string> wanted)
    {
        string type = wanted.GetValueOrDefault("fs", "ext4");
        string size = wanted.GetValueOrDefault("size", "");
        if (type is not ("ext4" or "ext3" or "ext2" or "xfs"))
        {
            throw new ArgumentException($"mount option {MkfsOption}fs={type}: only ext4, ext3, ext2 and xfs can be made");
        }

        if (!long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) || bytes == 0)
        {
            throw new ArgumentException($"mount option {MkfsOption}size={size}: a number of bytes is needed");
        }

        string making = path + ".new";
        using (FileStream file = File.Create(making))
        {
            file.SetLength(bytes);
        }

        string uuid = wanted.GetValueOrDefault("uuid", "");
        IReadOnlyList<string> identity = uuid.Length == 0 ? [] : type == "xfs" ? ["-m", $"uuid={uuid}"] : ["-U", uuid];
        ToolProgram.Run($"mkfs.{type}", ["-q", .. identity, making], FormatLimit);
        File.Move(making, path, overwrite: true);
    }

    private static void MakeDirectory(string[] parts, string option, string root)
    {
        string path = Path.GetFullPath(parts[0]);
        if (!MountTable.Contains(root, path) || path.Length == root.Length)
        {
            throw new ArgumentException($"mount option {option}: the directory must lie below {root}");
        }

        uint mode = parts.Length > 1 ? Octal(parts[1], option) : FileModes.Octal0700;
        int errno = LibC.TryMkdirAt(SafeFileDescriptor.CurrentDirectory, path, mode);
        if (errno == Errno.EEXIST)
        {
            return;
        }

        LinuxException.ThrowIf(errno, "mkdir", path);
        LibC.FchmodAt(SafeFileDescriptor.CurrentDirectory, path, mode);
        if (parts.Length > 3)
        {
            uint uid = Decimal(parts[2], option);
            LibC.FchownAt(SafeFileDescriptor.CurrentDirectory, path, uid, Decimal(parts[3], option), AtFlags.AT_SYMLINK_NOFOLLOW);
        }
    }

    private static uint Octal(string text, string option)
    {
        uint mode = 0;
        foreach (char digit in text)
        {
            mode = digit is >= '0' and <= '7' && mode <= FileModes.Octal0777
                ? (mode << 3) | (uint)(digit - '0')
                : throw new ArgumentException($"mount option {option}: \"{text}\" is no mode");
        }

        return mode;
    }

    private static uint Decimal(string text, string option)
        => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            ? number
            : throw new ArgumentException($"mount option {option}: \"{text}\" is no id");
}
