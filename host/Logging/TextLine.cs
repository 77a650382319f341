using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace PluginHost.Host.Logging;

/// <summary>
/// The text form of a record: <c>time="…" level=info msg="…" k=v</c>, as logrus' text formatter prints it without a terminal:
/// nine fraction digits, a value quoted only if it holds more than letters, digits and <c>-._/@^+</c>.
/// </summary>
internal static class TextLine
{
    /// <summary>One line, its end included; the fields must be sorted by name.</summary>
    public static string Format(DateTimeOffset time, LogLevel level, string message, List<LogField> fields)
    {
        StringBuilder line = new(160);
        line.Append("time=\"").Append(Time(time)).Append("\" level=").Append(level.Name()).Append(" msg=");
        AppendValue(line, message);
        foreach (LogField field in fields)
        {
            line.Append(' ').Append(NameOf(field)).Append('=');
            AppendValue(line, LogValue.ToText(field.Value));
        }

        return line.Append('\n').ToString();
    }

    /// <summary>RFC 3339 with exactly nine fraction digits; the clock has seven.</summary>
    public static string Time(DateTimeOffset time)
        => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);

    /// <summary>A field may not take the name of one of the three that every line has.</summary>
    public static string NameOf(LogField field) => field.Name is "time" or "level" or "msg" ? "fields." + field.Name : field.Name;

    private static void AppendValue(StringBuilder line, string value)
    {
        bool isPlain = true;
        foreach (char current in value)
        {
            isPlain &= char.IsAsciiLetterOrDigit(current) || current is '-' or '.' or '_' or '/' or '@' or '^' or '+';
        }

        if (isPlain)
        {
            line.Append(value);
        }
        else
        {
            AppendQuoted(line, value);
        }
    }

    private static void AppendQuoted(StringBuilder line, string value)
    {
        line.Append('"');
        foreach (Rune rune in value.EnumerateRunes())
        {
            string? escape = Escape(rune);
            line.Append(escape ?? rune.ToString());
        }

        line.Append('"');
    }

    private static string? Escape(Rune rune) => rune.Value switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\a' => "\\a",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\v' => "\\v",
        < ' ' or 0x7F => $"\\x{rune.Value:x2}",
        < 0x7F => null,
        _ when IsPrintable(rune) => null,
        < 0x10000 => $"\\u{rune.Value:x4}",
        _ => $"\\U{rune.Value:x8}",
    };

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);
}
