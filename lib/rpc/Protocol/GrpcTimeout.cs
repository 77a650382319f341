using System.Globalization;

namespace PluginHost.Rpc.Protocol;

/// <summary>The header <c>grpc-timeout</c>: at most eight digits and a unit, <c>H M S m u n</c>.</summary>
internal static class GrpcTimeout
{
    private const int MostDigits = 8;
    private const long LargestNumber = 99_999_999;
    private const int NanosecondsPerTick = 100;

    public static bool TryParse(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MostDigits + 1
            || !uint.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out uint number))
        {
            return false;
        }

        long? ticks = text[^1] switch
        {
            'H' => number * TimeSpan.TicksPerHour,
            'M' => number * TimeSpan.TicksPerMinute,
            'S' => number * TimeSpan.TicksPerSecond,
            'm' => number * TimeSpan.TicksPerMillisecond,
            'u' => number * TimeSpan.TicksPerMicrosecond,
            'n' => number / NanosecondsPerTick,
            _ => null,
        };
        timeout = TimeSpan.FromTicks(ticks ?? 0);
        return ticks is not null;
    }

    /// <summary>The header for a time, in the finest unit that has room for it, rounded up.</summary>
    public static string Format(TimeSpan timeout)
    {
        long ticks = Math.Max(0, timeout.Ticks);
        ReadOnlySpan<(long Ticks, char Unit)> units =
        [
            (TimeSpan.TicksPerMicrosecond, 'u'),
            (TimeSpan.TicksPerMillisecond, 'm'),
            (TimeSpan.TicksPerSecond, 'S'),
            (TimeSpan.TicksPerMinute, 'M'),
        ];
        foreach ((long size, char unit) in units)
        {
            long number = (ticks / size) + (ticks % size == 0 ? 0 : 1);
            if (number <= LargestNumber)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{number}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Math.Min(LargestNumber, ticks / TimeSpan.TicksPerHour)}H");
    }
}
