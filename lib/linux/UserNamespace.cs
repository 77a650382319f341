using System.Globalization;

namespace PluginHost.Linux;

/// <summary>User namespaces (user_namespaces(7)).</summary>
public static class UserNamespace
{
    private const string OwnMap = "/proc/self/uid_map";

    /// <summary>Whether the process is in the first user namespace, where all ids are what they seem.</summary>
    /// <exception cref="IOException">The map can't be read.</exception>
    public static bool IsInitial() => IsInitial(File.ReadAllText(OwnMap));

    /// <summary>
    /// A descriptor of a new user namespace with the given maps, for id-mapped mounts. No process lives in it.
    /// </summary>
    /// <param name="uidMap"><c>container:host:size</c>, several joined by commas.</param>
    /// <param name="gidMap">Likewise for groups.</param>
    /// <exception cref="ArgumentException">A map has another form.</exception>
    /// <exception cref="IOException">The namespace can't be made, or the kernel refuses a map.</exception>
    public static SafeFileDescriptor Create(string uidMap, string gidMap)
    {
        string uids = ParseMap(uidMap);
        string gids = ParseMap(gidMap);
        int child = LibC.CloneIdle(CloneFlags.CLONE_NEWUSER | CloneFlags.CLONE_FILES);
        try
        {
            string proc = string.Create(CultureInfo.InvariantCulture, $"/proc/{child}");
            File.WriteAllText($"{proc}/uid_map", uids);
            File.WriteAllText($"{proc}/gid_map", gids);

            return LibC.Open($"{proc}/ns/user", OpenFlags.O_RDONLY);
        }
        finally
        {
            LibC.Kill(child, Signals.SIGKILL);
            LinuxException.ThrowIf(LibC.TryWaitPid(child, WaitOptions.__WALL, out _, out _), "waitpid", child);
        }
    }

    /// <summary>Whether a map (user_namespaces(7)) is that of the first namespace.</summary>
    internal static bool IsInitial(string map)
        => map.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is ["0", "0", "4294967295"];

    /// <summary>The lines of a map file for a text <c>container:host:size,...</c>.</summary>
    internal static string ParseMap(string map)
    {
        List<string> lines = [];
        foreach (string range in map.Split(','))
        {
            string[] numbers = range.Split(':');
            if (numbers.Length != 3 || !numbers.All(number => uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            {
                throw new ArgumentException($"id map {map}: {range} is not container:host:size", nameof(map));
            }

            lines.Add($"{string.Join(' ', numbers)}\n");
        }

        return string.Concat(lines);
    }
}
