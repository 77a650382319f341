namespace PluginHost.Linux.Mounting;

/// <summary>
/// The <c>lowerdir</c> option made shorter: mount(2) takes one page of data, which some fifty absolute paths fill. Relative to the
/// directory that they share, more than 128 layers fit (containerd core/mount/mount_linux.go).
/// </summary>
/// <param name="Directory">The shared directory, in which mount(2) must be called.</param>
/// <param name="Options">The options with relative lower directories.</param>
internal sealed record OverlayLowerdirs(string Directory, IReadOnlyList<string> Options)
{
    private const string Prefix = "lowerdir=";

    // Room for the options that a snapshotter has beside the lower directories.
    private const int Reserve = 512;

    /// <summary>The shorter form, or null if the options are short enough, have no lower directories, or these share no directory.</summary>
    public static OverlayLowerdirs? Compact(IReadOnlyList<string> options, int pageSize)
        => options.Sum(option => PathEncoding.GetBytes(option).Length + 1) < pageSize - Reserve ? null : CompactAlways(options);

    /// <summary>The shorter form, or null if there are no lower directories or they share none.</summary>
    public static OverlayLowerdirs? CompactAlways(IReadOnlyList<string> options)
    {
        int index = options.ToList().FindLastIndex(option => option.StartsWith(Prefix, StringComparison.Ordinal));
        if (index < 0 || options[index].Contains('\\', StringComparison.Ordinal))
        {
            return null;
        }

        string[] lowers = options[index][Prefix.Length..].Split(':');
        if (CommonDirectory(lowers) is not { } common)
        {
            return null;
        }

        List<string> compact = [.. options];
        compact[index] = Prefix + string.Join(':', lowers.Select(lower => lower[(common.Length + 1)..]));

        return new OverlayLowerdirs(common, compact);
    }

    /// <summary>The deepest directory above all paths; null if that is the root, the current directory, or nothing.</summary>
    public static string? CommonDirectory(IReadOnlyList<string> paths)
    {
        string common = LongestCommonPrefix(paths);
        int slash = common.LastIndexOf('/');
        string directory = slash <= 0 ? string.Empty : common[..slash];

        return directory is "" or "." ? null : directory;
    }

    /// <summary>The longest text with which all begin.</summary>
    public static string LongestCommonPrefix(IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return string.Empty;
        }

        string prefix = texts[0];
        foreach (string text in texts)
        {
            prefix = prefix[..prefix.AsSpan().CommonPrefixLength(text)];
        }

        return prefix;
    }
}
