using System.Globalization;

namespace PluginHost;

/// <summary>
/// A moment in UTC with nanoseconds, as the wire (google.protobuf.Timestamp) and the metadata database have it.
/// <see cref="DateTimeOffset"/> would lose the last two digits when a record is rewritten.
/// </summary>
/// <param name="Seconds">Since 1970-01-01T00:00:00Z.</param>
/// <param name="Nanoseconds">0 to 999,999,999.</param>
public readonly record struct Timestamp(long Seconds, int Nanoseconds) : IComparable<Timestamp>
{
    /// <summary>0001-01-01T00:00:00Z: the moment that stands for "not yet" (Go's zero time).</summary>
    public static Timestamp Zero { get; } = new(-62_135_596_800, 0);

    /// <summary>True for <see cref="Zero"/>.</summary>
    public bool IsZero => this == Zero;

    /// <summary>What the clock says.</summary>
    public static Timestamp Now(TimeProvider clock) => From(clock.GetUtcNow());

    /// <summary>The same moment.</summary>
    public static Timestamp From(DateTimeOffset moment)
    {
        long ticks = moment.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        long seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out long rest);
        return rest < 0
            ? new Timestamp(seconds - 1, (int)((rest + TimeSpan.TicksPerSecond) * 100))
            : new Timestamp(seconds, (int)(rest * 100));
    }

    /// <summary>The same moment, truncated to 100 ns.</summary>
    public DateTimeOffset ToDateTimeOffset()
        => DateTimeOffset.UnixEpoch.AddTicks((Seconds * TimeSpan.TicksPerSecond) + (Nanoseconds / 100));

    public int CompareTo(Timestamp other)
    {
        int order = Seconds.CompareTo(other.Seconds);
        return order != 0 ? order : Nanoseconds.CompareTo(other.Nanoseconds);
    }

    public static bool operator <(Timestamp left, Timestamp right) => left.CompareTo(right) < 0;

    public static bool operator >(Timestamp left, Timestamp right) => left.CompareTo(right) > 0;

    public static bool operator <=(Timestamp left, Timestamp right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Timestamp left, Timestamp right) => left.CompareTo(right) >= 0;

    /// <summary>RFC 3339 in UTC, the fraction without trailing zeros.</summary>
    public override string ToString()
    {
        string seconds = DateTimeOffset.UnixEpoch.AddSeconds(Seconds).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        string fraction = Nanoseconds == 0 ? "" : "." + Nanoseconds.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        return $"{seconds}{fraction}Z";
    }
}
