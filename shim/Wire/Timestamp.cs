namespace PluginHost.Shim.Wire;

/// <summary>A google.protobuf.Timestamp.</summary>
/// <param name="Seconds">Since 1970.</param>
/// <param name="Nanos">Beyond the seconds.</param>
internal readonly record struct Timestamp(long Seconds, int Nanos)
{
    /// <summary>How "not yet" is said: the zero time of Go, 0001-01-01. An absent field would be 1970.</summary>
    public static Timestamp None { get; } = new(-62135596800, 0);

    /// <summary>The time of a clock.</summary>
    public static Timestamp Now(TimeProvider clock)
    {
        long ticks = (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks;

        return new Timestamp(ticks / TimeSpan.TicksPerSecond, (int)(ticks % TimeSpan.TicksPerSecond) * 100);
    }
}
