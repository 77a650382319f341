using System.Globalization;
using System.Text.Json;
using PluginHost.Toml;

namespace Toml.Tests;

/// <summary>Compares a document with what a case says it must decode to: <c>{"type": …, "value": text}</c> for each scalar.</summary>
internal static class TaggedJson
{
    /// <summary>A line per difference; empty when they are equal.</summary>
    public static IReadOnlyList<string> Differences(JsonElement expected, TomlValue actual)
    {
        List<string> differences = [];
        Compare("", expected, actual, differences);
        return differences;
    }

    private static void Compare(string path, JsonElement expected, TomlValue actual, List<string> differences)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Array when actual is TomlArray array:
                CompareArray(path, expected, array, differences);
                break;
            case JsonValueKind.Object when IsScalar(expected):
                string type = expected.GetProperty("type").GetString()!;
                string text = expected.GetProperty("value").GetString()!;
                if (!IsEqual(type, text, actual))
                {
                    differences.Add($"{path}: expected {type} {text}, found {actual.Kind}");
                }

                break;
            case JsonValueKind.Object when actual is TomlTable table:
                CompareTable(path, expected, table, differences);
                break;
            default:
                differences.Add($"{path}: expected {expected.ValueKind}, found {actual.Kind}");
                break;
        }
    }

    private static void CompareArray(string path, JsonElement expected, TomlArray actual, List<string> differences)
    {
        if (expected.GetArrayLength() != actual.Count)
        {
            differences.Add($"{path}: expected {expected.GetArrayLength()} elements, found {actual.Count}");
            return;
        }

        for (int i = 0; i < actual.Count; i++)
        {
            Compare($"{path}[{i}]", expected[i], actual[i], differences);
        }
    }

    private static void CompareTable(string path, JsonElement expected, TomlTable actual, List<string> differences)
    {
        foreach (JsonProperty property in expected.EnumerateObject())
        {
            if (actual.TryGetValue(property.Name, out TomlValue? value))
            {
                Compare($"{path}/{property.Name}", property.Value, value, differences);
            }
            else
            {
                differences.Add($"{path}/{property.Name}: missing");
            }
        }

        differences.AddRange(actual.Keys.Where(key => !expected.TryGetProperty(key, out _)).Select(key => $"{path}/{key}: not expected"));
    }

    private static bool IsScalar(JsonElement element)
        => element.EnumerateObject().Count() == 2
            && element.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String
            && element.TryGetProperty("value", out JsonElement value) && value.ValueKind == JsonValueKind.String;

    private static bool IsEqual(string type, string text, TomlValue actual) => (type, actual) switch
    {
        ("string", TomlString value) => value.Value == text,
        ("integer", TomlInteger value) => value.Value == long.Parse(text, CultureInfo.InvariantCulture),
        ("float", TomlFloat value) => value.Value.Equals(ParseFloat(text)),
        ("bool", TomlBoolean value) => value.Value == (text == "true"),
        ("datetime", TomlOffsetDateTime value) => value.TryGetDateTimeOffset(out DateTimeOffset instant)
            && instant.EqualsExact(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)),
        ("datetime-local", TomlLocalDateTime value) => value.Value == DateTime.Parse(text, CultureInfo.InvariantCulture),
        ("date-local", TomlLocalDate value) => value.Value == DateOnly.Parse(text, CultureInfo.InvariantCulture),
        ("time-local", TomlLocalTime value) => value.Value == TimeOnly.Parse(text, CultureInfo.InvariantCulture),
        _ => false,
    };

    private static double ParseFloat(string text) => text switch
    {
        "inf" or "+inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" or "+nan" or "-nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
