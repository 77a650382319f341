using System.Collections;
using System.Globalization;
using System.Text;
using PluginHost.Host.Configuration;

namespace PluginHost.Host.Logging;

/// <summary>Values of fields as text, in the form that Go prints them.</summary>
internal static class LogValue
{
    public static string ToText(object? value) => value switch
    {
        null => "<nil>",
        string text => text,
        bool flag => flag ? "true" : "false",
        TimeSpan duration => GoDuration.Format(duration),
        Exception exception => exception.Message,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list => ListToText(list),
        _ => value.ToString() ?? "",
    };

    private static string ListToText(IEnumerable list)
    {
        StringBuilder text = new("[");
        foreach (object? element in list)
        {
            if (text.Length > 1)
            {
                text.Append(' ');
            }

            text.Append(ToText(element));
        }

        return text.Append(']').ToString();
    }
}
