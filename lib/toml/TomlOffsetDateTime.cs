namespace PluginHost.Toml;

/// <summary>
/// An instant as it was written: local time and its offset from UTC. Kept in two parts because TOML allows offsets up to 23:59 and
/// instants outside the range of <see cref="DateTimeOffset"/> (a positive offset on the first day of year 1).
/// </summary>
public sealed class TomlOffsetDateTime : TomlValue
{
    private static readonly TimeSpan OffsetLimit = TimeSpan.FromHours(24);
    private static readonly TimeSpan DateTimeOffsetLimit = TimeSpan.FromHours(14);

    /// <exception cref="ArgumentOutOfRangeException">The offset is not of whole minutes, or a day or more.</exception>
    public TomlOffsetDateTime(DateTime localTime, TimeSpan offset)
    {
        if (offset.Duration() >= OffsetLimit || offset.Ticks % TimeSpan.TicksPerMinute != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, "an offset from UTC is of whole minutes and less than a day");
        }

        LocalTime = DateTime.SpecifyKind(localTime, DateTimeKind.Unspecified);
        Offset = offset;
    }

    public TomlOffsetDateTime(DateTimeOffset value)
        : this(value.DateTime, value.Offset)
    {
    }

    /// <summary>Day and time of day at <see cref="Offset"/>; always of <see cref="DateTimeKind.Unspecified"/>.</summary>
    public DateTime LocalTime { get; }

    /// <summary>What to subtract from <see cref="LocalTime"/> to get UTC; whole minutes.</summary>
    public TimeSpan Offset { get; }

    public override TomlKind Kind => TomlKind.OffsetDateTime;

    /// <summary>The same instant and offset as the framework's type; false when it is outside of that type's range.</summary>
    public bool TryGetDateTimeOffset(out DateTimeOffset value)
    {
        long utcTicks = LocalTime.Ticks - Offset.Ticks;
        if (Offset.Duration() > DateTimeOffsetLimit || utcTicks < DateTime.MinValue.Ticks || utcTicks > DateTime.MaxValue.Ticks)
        {
            value = default;
            return false;
        }

        value = new DateTimeOffset(LocalTime, Offset);
        return true;
    }
}
