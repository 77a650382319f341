using static PluginHost.Linux.MountFlags;

namespace PluginHost.Linux.Mounting;

/// <summary>Mount options sorted into what mount(2) takes apart.</summary>
/// <param name="Flags">The options that are flags.</param>
/// <param name="Data">The others, in their order.</param>
/// <param name="Loop">Whether the source is a file that goes behind a loop device.</param>
/// <param name="DirectIo">Whether that loop device reads and writes its file directly.</param>
/// <param name="UidMap">The value of <c>uidmap=</c>, or null.</param>
/// <param name="GidMap">The value of <c>gidmap=</c>, or null.</param>
public sealed record MountOptions(
    MountFlags Flags, IReadOnlyList<string> Data, bool Loop, bool DirectIo, string? UidMap, string? GidMap)
{
    private const string ReservedPrefix = "X-containerd.";
    private const string UidMapPrefix = "uidmap=";
    private const string GidMapPrefix = "gidmap=";

    // The names that fstab(5) and mount(8) give the flags. Names of propagation such as rprivate are no options of a mount: they are data.
    private static readonly Dictionary<string, MountFlags> Set = new(StringComparer.Ordinal)
    {
        ["ro"] = MS_RDONLY,
        ["nosuid"] = MS_NOSUID,
        ["nodev"] = MS_NODEV,
        ["noexec"] = MS_NOEXEC,
        ["sync"] = MS_SYNCHRONOUS,
        ["dirsync"] = MS_DIRSYNC,
        ["remount"] = MS_REMOUNT,
        ["mand"] = MS_MANDLOCK,
        ["noatime"] = MS_NOATIME,
        ["nodiratime"] = MS_NODIRATIME,
        ["bind"] = MS_BIND,
        ["rbind"] = MS_BIND | MS_REC,
        ["relatime"] = MS_RELATIME,
        ["strictatime"] = MS_STRICTATIME,
    };

    private static readonly Dictionary<string, MountFlags> Clear = new(StringComparer.Ordinal)
    {
        ["rw"] = MS_RDONLY,
        ["suid"] = MS_NOSUID,
        ["dev"] = MS_NODEV,
        ["exec"] = MS_NOEXEC,
        ["async"] = MS_SYNCHRONOUS,
        ["nomand"] = MS_MANDLOCK,
        ["atime"] = MS_NOATIME,
        ["diratime"] = MS_NODIRATIME,
        ["norelatime"] = MS_RELATIME,
        ["nostrictatime"] = MS_STRICTATIME,
    };

    /// <summary>The data as mount(2) takes it, joined by commas.</summary>
    public string JoinedData => string.Join(',', Data);

    /// <summary>Sorts options; later ones win.</summary>
    /// <exception cref="ArgumentException">An option <c>X-containerd.*</c>, which only the mount manager understands.</exception>
    public static MountOptions Parse(IReadOnlyList<string> options)
    {
        MountFlags flags = None;
        List<string> data = [];
        bool loop = false;
        bool directIo = false;
        string? uidMap = null;
        string? gidMap = null;
        foreach (string option in options)
        {
            if (Set.TryGetValue(option, out MountFlags set))
            {
                flags |= set;
            }
            else if (Clear.TryGetValue(option, out MountFlags clear))
            {
                flags &= ~clear;
            }
            else if (option == "loop")
            {
                loop = true;
            }
            else if (option == "direct-io")
            {
                directIo = true;
            }
            else if (option.StartsWith(UidMapPrefix, StringComparison.Ordinal))
            {
                uidMap = option[UidMapPrefix.Length..];
            }
            else if (option.StartsWith(GidMapPrefix, StringComparison.Ordinal))
            {
                gidMap = option[GidMapPrefix.Length..];
            }
            else if (option.StartsWith(ReservedPrefix, StringComparison.Ordinal))
            {
                throw new ArgumentException(
                    $"mount option {option} is for the mount manager and can't be mounted: activate the mounts first", nameof(options));
            }
            else
            {
                data.Add(option);
            }
        }

        return new MountOptions(flags, data, loop, directIo, uidMap, gidMap);
    }
}
