using System.Globalization;

namespace PluginHost.Oci.Platforms;

/// <summary>A Windows version, and which containers a host of it runs (containerd/platforms platform_windows_compat.go).</summary>
internal readonly record struct WindowsVersion(int Major, int Minor, int Build)
{
    // The long-term releases whose containers all later hosts up to the next one run.
    private static readonly int[] LongTermBuilds = [20348, 26100];

    public static bool IsCompatible(string hostText, string containerText)
        => !TryParse(hostText, out WindowsVersion host) || containerText.Length == 0
            || (TryParse(containerText, out WindowsVersion container) && host.Runs(container));

    private static bool TryParse(string text, out WindowsVersion version)
    {
        version = default;
        string[] parts = text.Split('.');
        if (parts.Length < 3
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int build))
        {
            return false;
        }

        version = new WindowsVersion(major, minor, build);
        return true;
    }

    private bool Runs(WindowsVersion container)
    {
        if (Major != container.Major || Minor != container.Minor)
        {
            return false;
        }

        if (Build < LongTermBuilds[0])
        {
            return Build == container.Build;
        }

        int build = Build;
        int oldest = LongTermBuilds.Last(longTerm => longTerm <= build);
        return container.Build >= oldest && container.Build <= Build;
    }
}
