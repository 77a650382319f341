using System.Globalization;

namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>Moments in labels, as Go's <c>time.Parse(time.RFC3339, …)</c> accepts them: a fraction of any length, <c>Z</c> or an offset.</summary>
internal static class Rfc3339
{
    private const string DateAndTime = "yyyy-MM-dd'T'HH:mm:ss";
    private const int DateAndTimeLength = 19;
    private const int NanosecondDigits = 9;

    public static bool TryParse(string text, out Timestamp moment)
    {
        moment = default;
        if (text.Length <= DateAndTimeLength
            || !DateTime.TryParseExact(
                text.AsSpan(0, DateAndTimeLength),
                DateAndTime,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTime local))
        {
            return false;
        }

        ReadOnlySpan<char> rest = text.AsSpan(DateAndTimeLength);
        if (!TryFraction(ref rest, out int nanoseconds) || !TryZone(rest, out int offset))
        {
            return false;
        }

        long seconds = (local.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        moment = new Timestamp(seconds - offset, nanoseconds);
        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<char> rest, out int nanoseconds)
    {
        nanoseconds = 0;
        if (rest[0] is not ('.' or ','))
        {
            return true;
        }

        int digits = 0;
        while (1 + digits < rest.Length && char.IsAsciiDigit(rest[1 + digits]))
        {
            if (digits < NanosecondDigits)
            {
                nanoseconds = (nanoseconds * 10) + (rest[1 + digits] - '0');
            }

            digits++;
        }

        for (int missing = digits; missing < NanosecondDigits; missing++)
        {
            nanoseconds *= 10;
        }

        rest = rest[(1 + digits)..];
        return digits > 0;
    }

    // Seconds east of UTC.
    private static bool TryZone(ReadOnlySpan<char> zone, out int offset)
    {
        offset = 0;
        if (zone is "Z")
        {
            return true;
        }

        if (zone.Length != 6 || zone[0] is not ('+' or '-') || zone[3] != ':'
            || !int.TryParse(zone[1..3], NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
            || !int.TryParse(zone[4..], NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
            || hours > 24
            || minutes >= 60)
        {
            return false;
        }

        offset = ((hours * 60) + minutes) * (zone[0] == '-' ? -60 : 60);
        return true;
    }
}
