using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace PluginHost.Host.Logging;

/// <summary>The JSON form of a record: an object in one line, all keys sorted together.</summary>
internal static class JsonLine
{
    public static byte[] Format(DateTimeOffset time, LogLevel level, string message, List<LogField> fields)
    {
        List<LogField> all = fields.ConvertAll(field => field with { Name = TextLine.NameOf(field) });
        all.Add(new LogField("level", level.Name()));
        all.Add(new LogField("msg", message));
        all.Add(new LogField("time", TextLine.Time(time)));
        all.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));

        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            foreach (LogField field in all)
            {
                json.WritePropertyName(field.Name);
                WriteValue(json, field.Value);
            }

            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case TimeSpan duration:
                json.WriteNumberValue(duration.Ticks * TimeSpan.NanosecondsPerTick);
                break;
            case IEnumerable<string> list:
                WriteList(json, list);
                break;
            default:
                json.WriteStringValue(LogValue.ToText(value));
                break;
        }
    }

    private static void WriteList(Utf8JsonWriter json, IEnumerable<string> list)
    {
        json.WriteStartArray();
        foreach (string element in list)
        {
            json.WriteStringValue(element);
        }

        json.WriteEndArray();
    }
}
