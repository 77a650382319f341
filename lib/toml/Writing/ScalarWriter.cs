using System.Globalization;
using System.Text;

namespace PluginHost.Toml.Writing;

/// <summary>Writes keys and the values that are neither array nor table.</summary>
internal sealed class ScalarWriter(StringBuilder output, TomlQuotes quotes)
{
    public void WriteKey(string key)
    {
        bool isBare = key.Length > 0;
        foreach (char current in key)
        {
            isBare &= char.IsAsciiLetterOrDigit(current) || current is '-' or '_';
        }

        if (isBare)
        {
            output.Append(key);
        }
        else
        {
            WriteString(key);
        }
    }

    public void WriteValue(TomlValue value)
    {
        switch (value)
        {
            case TomlString text:
                WriteString(text.Value);
                break;
            case TomlInteger integer:
                output.Append(CultureInfo.InvariantCulture, $"{integer.Value}");
                break;
            case TomlFloat number:
                WriteFloat(number.Value);
                break;
            case TomlBoolean boolean:
                output.Append(boolean.Value ? "true" : "false");
                break;
            case TomlOffsetDateTime instant:
                output.Append(CultureInfo.InvariantCulture, $"{instant.LocalTime:yyyy-MM-ddTHH:mm:ss.FFFFFFF}");
                WriteOffset(instant.Offset);
                break;
            case TomlLocalDateTime local:
                output.Append(CultureInfo.InvariantCulture, $"{local.Value:yyyy-MM-ddTHH:mm:ss.FFFFFFF}");
                break;
            case TomlLocalDate date:
                output.Append(CultureInfo.InvariantCulture, $"{date.Value:yyyy-MM-dd}");
                break;
            case TomlLocalTime time:
                output.Append(CultureInfo.InvariantCulture, $"{time.Value:HH:mm:ss.FFFFFFF}");
                break;
            default:
                throw new ArgumentException($"a value of kind {value.Kind} is not a scalar", nameof(value));
        }
    }

    private void WriteFloat(double value)
    {
        if (!double.IsFinite(value))
        {
            output.Append(double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf");
            return;
        }

        string text = value.ToString("R", CultureInfo.InvariantCulture);
        output.Append(text);
        if (!text.AsSpan().ContainsAny('.', 'E'))
        {
            output.Append(".0");
        }
    }

    private void WriteOffset(TimeSpan offset)
    {
        if (offset == TimeSpan.Zero)
        {
            output.Append('Z');
            return;
        }

        output.Append(offset < TimeSpan.Zero ? '-' : '+').Append(CultureInfo.InvariantCulture, $"{offset:hh\\:mm}");
    }

    private void WriteString(string text)
    {
        if (quotes == TomlQuotes.Literal && IsLiteral(text))
        {
            output.Append('\'').Append(text).Append('\'');
            return;
        }

        output.Append('"');
        foreach (char current in text)
        {
            WriteEscaped(current);
        }

        output.Append('"');
        RefuseUnpairedSurrogate(text);
    }

    private static bool IsLiteral(string text)
    {
        foreach (char current in text)
        {
            if (current == '\'' || (IsAsciiControl(current) && current != '\t'))
            {
                return false;
            }
        }

        RefuseUnpairedSurrogate(text);
        return true;
    }

    private static bool IsAsciiControl(char current) => current is < ' ' or '\x7F';

    private static void RefuseUnpairedSurrogate(string text)
    {
        int position = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        for (; position >= 0 && position < text.Length; position++)
        {
            if (char.IsSurrogatePair(text, position))
            {
                position++;
            }
            else if (char.IsSurrogate(text[position]))
            {
                throw new ArgumentException(
                    $"a string or key has an unpaired surrogate, U+{(int)text[position]:X4}, which TOML cannot hold");
            }
        }
    }

    private void WriteEscaped(char current)
    {
        string? escape = current switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\f' => "\\f",
            '\r' => "\\r",
            _ => IsAsciiControl(current) ? $"\\u{(int)current:X4}" : null,
        };
        if (escape is null)
        {
            output.Append(current);
        }
        else
        {
            output.Append(escape);
        }
    }
}
