using System.Globalization;

namespace PluginHost.Linux;

/// <summary>The first two numbers of a kernel release.</summary>
/// <param name="Major">6 of 6.12.</param>
/// <param name="Minor">12 of 6.12.</param>
public readonly record struct KernelVersion(int Major, int Minor) : IComparable<KernelVersion>
{
    private const string ReleaseFile = "/proc/sys/kernel/osrelease";

    /// <summary>The running kernel.</summary>
    /// <exception cref="IOException">The release can't be read, or begins with no two numbers.</exception>
    public static KernelVersion Current()
    {
        string release = File.ReadAllText(ReleaseFile).Trim();

        return TryParse(release, out KernelVersion version) ? version : throw new InvalidDataException($"{ReleaseFile}: {release} is no kernel release");
    }

    /// <summary>Reads a release such as <c>6.1.0-18-amd64</c>.</summary>
    public static bool TryParse(string release, out KernelVersion version)
    {
        version = default;
        string[] parts = release.Split('.');
        if (parts.Length < 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major))
        {
            return false;
        }

        int end = parts[1].AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (!int.TryParse(end < 0 ? parts[1] : parts[1][..end], NumberStyles.None, CultureInfo.InvariantCulture, out int minor))
        {
            return false;
        }

        version = new KernelVersion(major, minor);

        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(KernelVersion other) => Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);

    public static bool operator <(KernelVersion left, KernelVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(KernelVersion left, KernelVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(KernelVersion left, KernelVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(KernelVersion left, KernelVersion right) => left.CompareTo(right) >= 0;
}
