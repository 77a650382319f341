using System.Buffers;
using System.Globalization;
using System.Text;

namespace PluginHost.Host.Configuration;

/// <summary>
/// Durations as Go writes and reads them (Go's time.ParseDuration and Duration.String): <c>1m0s</c>, <c>100ms</c>, <c>1h15m30.918s</c>.
/// What is finer than 100 ns is cut.
/// </summary>
internal static class GoDuration
{
    private const decimal NanosecondsPerTick = 100;
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <exception cref="FormatException">The text is no duration, or does not fit.</exception>
    public static TimeSpan Parse(string text)
    {
        ReadOnlySpan<char> rest = text;
        bool isNegative = rest.StartsWith("-");
        if (isNegative || rest.StartsWith("+"))
        {
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return TimeSpan.Zero;
        }

        decimal nanoseconds = 0;
        bool hasPart = false;
        while (rest.Length > 0)
        {
            nanoseconds += Part(ref rest, text);
            hasPart = true;
        }

        decimal ticks = decimal.Truncate(nanoseconds / NanosecondsPerTick);
        return hasPart && nanoseconds <= long.MaxValue ? TimeSpan.FromTicks((long)(isNegative ? -ticks : ticks)) : throw Invalid(text);
    }

    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "0s";
        }

        string sign = duration < TimeSpan.Zero ? "-" : "";
        decimal nanoseconds = Math.Abs((decimal)duration.Ticks) * NanosecondsPerTick;
        return sign + nanoseconds switch
        {
            < 1_000 => $"{Number(nanoseconds)}ns",
            < 1_000_000 => $"{Number(nanoseconds / 1_000)}µs",
            < 1_000_000_000 => $"{Number(nanoseconds / 1_000_000)}ms",
            _ => FormatSeconds(nanoseconds / 1_000_000_000),
        };
    }

    private static string FormatSeconds(decimal seconds)
    {
        StringBuilder text = new();
        decimal hours = decimal.Truncate(seconds / 3600);
        decimal minutes = decimal.Truncate(seconds % 3600 / 60);
        if (hours > 0)
        {
            text.Append(Number(hours)).Append('h');
        }

        if (hours > 0 || minutes > 0)
        {
            text.Append(Number(minutes)).Append('m');
        }

        return text.Append(Number(seconds % 60)).Append('s').ToString();
    }

    private static string Number(decimal value) => value.ToString("0.#########", CultureInfo.InvariantCulture);

    private static decimal Part(ref ReadOnlySpan<char> rest, string text)
    {
        int digits = rest.IndexOfAnyExcept(NumberCharacters);
        if (digits <= 0 || digits > 20
            || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
        {
            throw digits < 0 && rest.IndexOfAnyInRange('0', '9') >= 0
                ? new FormatException($"time: missing unit in duration \"{text}\"")
                : Invalid(text);
        }

        rest = rest[digits..];
        int letters = rest.IndexOfAny(NumberCharacters);
        ReadOnlySpan<char> unit = letters < 0 ? rest : rest[..letters];
        rest = rest[unit.Length..];
        return number * unit switch
        {
            "ns" => 1m,
            "us" or "µs" or "μs" => 1_000m,
            "ms" => 1_000_000m,
            "s" => 1_000_000_000m,
            "m" => 60_000_000_000m,
            "h" => 3_600_000_000_000m,
            _ => throw new FormatException($"time: unknown unit \"{unit}\" in duration \"{text}\""),
        };
    }

    private static FormatException Invalid(string text) => new($"time: invalid duration \"{text}\"");
}
