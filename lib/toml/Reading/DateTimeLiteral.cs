namespace PluginHost.Toml.Reading;

/// <summary>
/// Reads dates and times: RFC 3339, and the parts of it that TOML 1.0 calls local. The cursor stands on the first digit.
/// </summary>
internal static class DateTimeLiteral
{
    private const int TicksDigits = 7;

    public static bool IsDateAt(ref TextCursor cursor)
        => char.IsAsciiDigit(cursor.Current) && char.IsAsciiDigit(cursor.Peek(1)) && char.IsAsciiDigit(cursor.Peek(2))
            && char.IsAsciiDigit(cursor.Peek(3)) && cursor.Peek(4) == '-';

    public static bool IsTimeAt(ref TextCursor cursor)
        => char.IsAsciiDigit(cursor.Current) && char.IsAsciiDigit(cursor.Peek(1)) && cursor.Peek(2) == ':';

    /// <summary>A date, alone or followed by a time, which may be followed by an offset.</summary>
    public static TomlValue ReadDate(ref TextCursor cursor, TomlPosition position, string? fileName)
    {
        DateOnly date = ReadDay(ref cursor, position);
        bool hasTime = cursor.Current is 'T' or 't' || (cursor.Current == ' ' && char.IsAsciiDigit(cursor.Peek(1)));
        if (!hasTime)
        {
            return new TomlLocalDate(date) { Position = position, FileName = fileName };
        }

        cursor.Advance();
        DateTime dateTime = date.ToDateTime(ReadTimeOfDay(ref cursor));
        return TryReadOffset(ref cursor, out TimeSpan offset)
            ? new TomlOffsetDateTime(dateTime, offset) { Position = position, FileName = fileName }
            : new TomlLocalDateTime(dateTime) { Position = position, FileName = fileName };
    }

    public static TomlValue ReadTime(ref TextCursor cursor, TomlPosition position, string? fileName)
        => new TomlLocalTime(ReadTimeOfDay(ref cursor)) { Position = position, FileName = fileName };

    private static DateOnly ReadDay(ref TextCursor cursor, TomlPosition position)
    {
        int year = ReadNumber(ref cursor, digits: 4, "year", 1, 9999);
        Expect(ref cursor, '-', "year and month");
        int month = ReadNumber(ref cursor, digits: 2, "month", 1, 12);
        Expect(ref cursor, '-', "month and day");
        int day = ReadNumber(ref cursor, digits: 2, "day", 1, 31);
        return day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : throw cursor.Error(position, $"invalid date: month {month} of year {year} has no day {day}");
    }

    private static TimeOnly ReadTimeOfDay(ref TextCursor cursor)
    {
        int hour = ReadNumber(ref cursor, digits: 2, "hour", 0, 23);
        Expect(ref cursor, ':', "hour and minute");
        int minute = ReadNumber(ref cursor, digits: 2, "minute", 0, 59);
        Expect(ref cursor, ':', "minute and second");
        int second = ReadNumber(ref cursor, digits: 2, "second", 0, 59);
        return new TimeOnly(hour, minute, second).Add(ReadFraction(ref cursor));
    }

    private static TimeSpan ReadFraction(ref TextCursor cursor)
    {
        if (!cursor.TryTake('.'))
        {
            return TimeSpan.Zero;
        }

        long ticks = 0;
        int digits = 0;
        for (; char.IsAsciiDigit(cursor.Current); digits++)
        {
            ticks = digits < TicksDigits ? (ticks * 10) + (cursor.Current - '0') : ticks;
            cursor.Advance();
        }

        if (digits == 0)
        {
            throw cursor.Error($"invalid time: expected a fraction of a second after the dot, found {cursor.Describe()}");
        }

        for (int missing = digits; missing < TicksDigits; missing++)
        {
            ticks *= 10;
        }

        return new TimeSpan(ticks);
    }

    private static bool TryReadOffset(ref TextCursor cursor, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (cursor.TryTake('Z') || cursor.TryTake('z'))
        {
            return true;
        }

        bool isNegative = cursor.Current == '-';
        if (!cursor.TryTake('+') && !cursor.TryTake('-'))
        {
            return false;
        }

        int hours = ReadNumber(ref cursor, digits: 2, "hour of the offset", 0, 23);
        Expect(ref cursor, ':', "hour and minute of the offset");
        int minutes = ReadNumber(ref cursor, digits: 2, "minute of the offset", 0, 59);
        offset = new TimeSpan(hours, minutes, 0);
        offset = isNegative ? -offset : offset;
        return true;
    }

    private static int ReadNumber(ref TextCursor cursor, int digits, string what, int least, int greatest)
    {
        int value = 0;
        for (int i = 0; i < digits; i++)
        {
            char digit = cursor.Peek(i);
            if (!char.IsAsciiDigit(digit))
            {
                throw cursor.Error($"invalid date or time: expected {digits} digits for the {what}");
            }

            value = (value * 10) + (digit - '0');
        }

        if (value < least || value > greatest)
        {
            throw cursor.Error($"invalid date or time: the {what} must be between {least} and {greatest}, found {value}");
        }

        cursor.Advance(digits);
        return value;
    }

    private static void Expect(ref TextCursor cursor, char separator, string between)
    {
        if (!cursor.TryTake(separator))
        {
            throw cursor.Error($"invalid date or time: expected '{separator}' between {between}, found {cursor.Describe()}");
        }
    }
}
