using System.Runtime.InteropServices;

namespace PluginHost.Linux;

/// <summary>A <c>struct timespec</c>: seconds since 1970 and the nanoseconds of that second (0 to 999999999, also before 1970).</summary>
/// <param name="Seconds">Seconds since 1970-01-01 UTC.</param>
/// <param name="Nanoseconds">Nanoseconds to add.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct TimeSpec(long Seconds, long Nanoseconds) : IComparable<TimeSpec>
{
    private const long UTIME_NOW = 0x3FFFFFFF;
    private const long UTIME_OMIT = 0x3FFFFFFE;

    /// <summary>In utimensat(2): the current time.</summary>
    public static TimeSpec Now { get; } = new(0, UTIME_NOW);

    /// <summary>In utimensat(2): leave this time as it is.</summary>
    public static TimeSpec Omit { get; } = new(0, UTIME_OMIT);

    /// <inheritdoc/>
    public int CompareTo(TimeSpec other)
        => Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds) : Nanoseconds.CompareTo(other.Nanoseconds);

    public static bool operator <(TimeSpec left, TimeSpec right) => left.CompareTo(right) < 0;

    public static bool operator >(TimeSpec left, TimeSpec right) => left.CompareTo(right) > 0;

    public static bool operator <=(TimeSpec left, TimeSpec right) => left.CompareTo(right) <= 0;

    public static bool operator >=(TimeSpec left, TimeSpec right) => left.CompareTo(right) >= 0;
}
