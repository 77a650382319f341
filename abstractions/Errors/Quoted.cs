using System.Globalization;
using System.Text;

namespace PluginHost.Errors;

/// <summary>Text from outside in messages: in double quotes, with escapes for what cannot be printed (as %q of Go's package fmt).</summary>
public static class Quoted
{
    /// <summary>The text in quotes.</summary>
    public static string Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder quoted = new(text.Length + 2);
        quoted.Append('"');
        foreach (Rune rune in text.EnumerateRunes())
        {
            Append(quoted, rune);
        }

        return quoted.Append('"').ToString();
    }

    private static void Append(StringBuilder quoted, Rune rune)
    {
        switch (rune.Value)
        {
            case '"' or '\\':
                quoted.Append('\\').Append((char)rune.Value);
                break;
            case >= 7 and <= 13:
                quoted.Append('\\').Append("abtnvfr"[rune.Value - 7]);
                break;
            case ' ':
                quoted.Append(' ');
                break;
            case < ' ' or 0x7f:
                quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
                break;
            default:
                quoted.Append(IsPrintable(rune) ? rune.ToString()
                    : rune.Value > 0xffff ? string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}")
                    : string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"));
                break;
        }
    }

    // Letters, marks, numbers, punctuation and symbols.
    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
