using System.Globalization;
using PluginHost.Linux;

namespace PluginHost.Archive.Tar;

/// <summary>Times of PAX records: decimal seconds since 1970 with any number of digits behind the point.</summary>
internal static class PaxTime
{
    private const int NanosecondDigits = 9;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Reads a time; digits beyond the nanosecond are dropped.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out TimeSpec time)
    {
        time = default;
        int point = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? text : text[..point];
        ReadOnlySpan<byte> fraction = point < 0 ? [] : text[(point + 1)..];
        if (!TarNumber.TryParseDecimal(whole, out long seconds) || fraction.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return false;
        }

        long nanoseconds = 0;
        for (int i = 0; i < NanosecondDigits; i++)
        {
            nanoseconds = (nanoseconds * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        }

        bool negative = whole[0] == '-';
        if (negative && nanoseconds > 0)
        {
            if (seconds == long.MinValue)
            {
                return false;
            }

            seconds--;
            nanoseconds = NanosecondsPerSecond - nanoseconds;
        }

        time = new TimeSpec(seconds, nanoseconds);

        return true;
    }

    /// <summary>Writes whole seconds.</summary>
    public static string Format(long seconds) => seconds.ToString(CultureInfo.InvariantCulture);
}
