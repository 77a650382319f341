using System.Buffers;
using System.Globalization;

namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>Go's <c>time.ParseDuration</c>: numbers with units, such as <c>2h</c>, <c>1h30m</c>, <c>1.5s</c>, <c>-300ms</c>; <c>0</c> needs no unit.</summary>
internal static class GoDuration
{
    private static readonly (string Unit, double Seconds)[] Units =
    [
        ("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("μs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600),
    ];

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        bool negative = text is ['-', ..];
        if (text is ['-' or '+', ..])
        {
            text = text[1..];
        }

        if (text is "0")
        {
            return true;
        }

        double seconds = 0;
        bool any = false;
        while (!text.IsEmpty)
        {
            if (!TryPart(ref text, out double part))
            {
                return false;
            }

            seconds += part;
            any = true;
        }

        // Go's limit is 2^63 nanoseconds, about 292 years.
        if (!any || seconds > long.MaxValue * 1e-9)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(negative ? -seconds : seconds);
        return true;
    }

    private static bool TryPart(ref ReadOnlySpan<char> text, out double seconds)
    {
        seconds = 0;
        int digits = text.IndexOfAnyExcept(Digits);
        if (digits <= 0
            || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
        {
            return false;
        }

        ReadOnlySpan<char> rest = text[digits..];
        int unitLength = rest.IndexOfAny(Digits);
        ReadOnlySpan<char> unit = unitLength < 0 ? rest : rest[..unitLength];
        text = rest[unit.Length..];
        foreach ((string name, double scale) in Units)
        {
            if (unit.SequenceEqual(name))
            {
                seconds = number * scale;
                return true;
            }
        }

        return false;
    }
}
