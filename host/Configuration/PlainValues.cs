using System.Collections;
using System.Globalization;
using PluginHost.Toml;

namespace PluginHost.Host.Configuration;

/// <summary>
/// TOML values as the plain objects that plugins see: string, long, double, bool, <see cref="List{T}"/> of object,
/// <see cref="Dictionary{TKey, TValue}"/> of string to object. A date or time becomes its text.
/// </summary>
internal static class PlainValues
{
    public static object FromToml(TomlValue value) => value switch
    {
        TomlString text => text.Value,
        TomlInteger integer => integer.Value,
        TomlFloat number => number.Value,
        TomlBoolean flag => flag.Value,
        TomlArray array => array.Select(FromToml).ToList(),
        TomlTable table => table.ToDictionary(entry => entry.Key, entry => FromToml(entry.Value)),
        TomlOffsetDateTime instant => Instant(instant),
        TomlLocalDateTime local => local.Value.ToString("O", CultureInfo.InvariantCulture),
        TomlLocalDate date => date.Value.ToString("O", CultureInfo.InvariantCulture),
        TomlLocalTime time => time.Value.ToString("O", CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"unexpected TOML kind {value.Kind}", nameof(value)),
    };

    private static string Instant(TomlOffsetDateTime instant)
    {
        string sign = instant.Offset < TimeSpan.Zero ? "-" : "+";
        return string.Create(CultureInfo.InvariantCulture, $"{instant.LocalTime:O}{sign}{instant.Offset:hh\\:mm}");
    }

    /// <exception cref="FormatException">The value is not one of the plain kinds.</exception>
    public static TomlValue ToToml(object? value) => value switch
    {
        string text => new TomlString(text),
        long or int or uint or short or byte => new TomlInteger(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        double number => new TomlFloat(number),
        bool flag => new TomlBoolean(flag),
        TimeSpan duration => new TomlString(GoDuration.Format(duration)),
        IDictionary<string, object> map => ToTable(map),
        IEnumerable list => new TomlArray(list.Cast<object?>().Select(ToToml)),
        _ => throw new FormatException($"a value of type {value?.GetType().Name ?? "null"} cannot be written as TOML"),
    };

    private static TomlTable ToTable(IDictionary<string, object> map)
    {
        TomlTable table = new();
        foreach ((string key, object value) in map.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            table.Add(key, ToToml(value));
        }

        return table;
    }
}
