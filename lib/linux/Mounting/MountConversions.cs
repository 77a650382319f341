namespace PluginHost.Linux.Mounting;

/// <summary>Mounts turned into others without changing the given ones (containerd core/mount/temp.go, mount.go).</summary>
public static class MountConversions
{
    private const string Upper = "upperdir=";
    private const string Lower = "lowerdir=";

    /// <summary>
    /// The same content for reading only: an overlay loses its workdir and id maps, and its upperdir becomes the topmost lowerdir; the
    /// others get <c>ro</c> at the end in the place of <c>rw</c> and <c>ro</c>.
    /// </summary>
    public static IReadOnlyList<MountEntry> AsReadOnly(IReadOnlyList<MountEntry> mounts)
        => [.. mounts.Select(mount => mount with { Options = mount.Type == "overlay" ? OverlayReadOnly(mount.Options) : PlainReadOnly(mount.Options) })];

    /// <summary>Without the overlay options <c>volatile</c> and <c>fsync=volatile</c>, which allow a work directory to be mounted only once.</summary>
    public static IReadOnlyList<MountEntry> WithoutVolatile(IReadOnlyList<MountEntry> mounts)
        => [.. mounts.Select(mount => mount.Type == "overlay"
            ? mount with { Options = [.. mount.Options.Where(option => option is not ("volatile" or "fsync=volatile"))] }
            : mount)];

    private static List<string> PlainReadOnly(IReadOnlyList<string> options)
        => [.. options.Where(option => option is not ("rw" or "ro")), "ro"];

    private static List<string> OverlayReadOnly(IReadOnlyList<string> options)
    {
        string? upper = options.LastOrDefault(option => option.StartsWith(Upper, StringComparison.Ordinal))?[Upper.Length..];
        List<string> kept = [];
        foreach (string option in options)
        {
            if (upper is not null && option.StartsWith(Lower, StringComparison.Ordinal))
            {
                kept.Add($"{Lower}{upper}:{option[Lower.Length..]}");
            }
            else if (!IsWritable(option))
            {
                kept.Add(option);
            }
        }

        return kept;
    }

    private static bool IsWritable(string option)
        => option.StartsWith(Upper, StringComparison.Ordinal)
            || option.StartsWith("workdir=", StringComparison.Ordinal)
            || option.StartsWith("uidmap=", StringComparison.Ordinal)
            || option.StartsWith("gidmap=", StringComparison.Ordinal);
}
