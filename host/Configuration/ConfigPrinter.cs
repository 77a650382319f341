using System.Collections;
using PluginHost.Toml;

namespace PluginHost.Host.Configuration;

/// <summary>Configuration records as TOML tables: keys in the order of the record, maps sorted by key, durations as Go writes them.</summary>
internal static class ConfigPrinter
{
    public static TomlTable ToTable(object record)
    {
        TomlTable table = new();
        foreach (ConfigProperty property in ConfigProperty.Of(record.GetType()))
        {
            object? value = property.Property.GetValue(record);
            if (value is not null && !(property.OmitEmpty && ConfigShape.IsEmpty(value)))
            {
                table.Add(property.Key, ToValue(value));
            }
        }

        return table;
    }

    /// <summary>A copy of a table whose keys are sorted, all the way down.</summary>
    public static TomlTable Sorted(TomlTable table)
    {
        TomlTable sorted = new();
        foreach ((string key, TomlValue value) in table.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            sorted.Add(key, value is TomlTable child ? Sorted(child) : value);
        }

        return sorted;
    }

    private static TomlValue ToValue(object value) => value switch
    {
        TomlTable table => Sorted(table),
        string or bool or long or int or uint or double or TimeSpan => PlainValues.ToToml(value),
        _ when ConfigShape.IsMapInstance(value) => MapToTable(value),
        IEnumerable list => new TomlArray(list.Cast<object>().Select(ToValue)),
        _ => ToTable(value),
    };

    private static TomlTable MapToTable(object map)
    {
        TomlTable table = new();
        foreach ((string key, object? value) in ConfigShape.Entries(map).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (value is not null)
            {
                table.Add(key, ToValue(value));
            }
        }

        return table;
    }
}
