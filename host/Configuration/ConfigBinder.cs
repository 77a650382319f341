using System.Collections;
using System.Reflection;
using PluginHost.Toml;

namespace PluginHost.Host.Configuration;

/// <summary>
/// Decodes a TOML table over a copy of a configuration record (reflection over its settable properties). Keys that are not there keep
/// their value, lists are replaced, maps and nested records are merged. Wrong types and unknown keys are collected, so that the user
/// sees all of them at once.
/// </summary>
internal sealed class ConfigBinder
{
    private static readonly MethodInfo MemberwiseCopy =
        typeof(object).GetMethod(nameof(MemberwiseClone), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private readonly List<string> _path = [];

    /// <summary>Keys that the record does not have.</summary>
    public List<UnknownKey> UnknownKeys { get; } = [];

    /// <summary>Values that do not fit.</summary>
    public List<ConfigFault> Faults { get; } = [];

    /// <returns>A copy of <paramref name="defaults"/> with the table's values; of no use when there are <see cref="Faults"/>.</returns>
    /// <param name="defaults">The record; it is not changed.</param>
    /// <param name="table">The values.</param>
    /// <param name="path">Where the table stands, for messages.</param>
    public object Bind(object defaults, TomlTable table, params IEnumerable<string> path)
    {
        _path.Clear();
        _path.AddRange(path);
        return BindRecord(defaults, table);
    }

    private object BindRecord(object defaults, TomlTable table)
    {
        object copy = MemberwiseCopy.Invoke(defaults, null)!;
        IReadOnlyList<ConfigProperty> properties = ConfigProperty.Of(copy.GetType());
        foreach ((string key, TomlValue value) in table)
        {
            _path.Add(key);
            ConfigProperty? property = properties.FirstOrDefault(property => property.Key == key)
                ?? properties.FirstOrDefault(property => property.Key.Equals(key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                TomlPosition position = table.KeyPosition(key);
                UnknownKeys.Add(new UnknownKey(value.FileName, [.. _path], position.IsKnown ? position : value.Position));
            }
            else if (TryConvert(value, property.Property.PropertyType, property.Property.GetValue(copy), out object? converted))
            {
                property.Property.SetValue(copy, converted);
            }

            _path.RemoveAt(_path.Count - 1);
        }

        return copy;
    }

    private bool TryConvert(TomlValue value, Type type, object? current, out object? converted)
    {
        Type target = Nullable.GetUnderlyingType(type) ?? type;
        try
        {
            converted = Convert(value, target, current);
            return true;
        }
        catch (FormatException error)
        {
            Faults.Add(new ConfigFault(value.FileName, value.Position, error.Message, [.. _path]));
            converted = null;
            return false;
        }
    }

    private object Convert(TomlValue value, Type target, object? current) => value switch
    {
        _ when target == typeof(object) => PlainValues.FromToml(value),
        TomlTable table when target == typeof(TomlTable) => table,
        TomlString text when target == typeof(string) => text.Value,
        TomlString text when target == typeof(TimeSpan) => GoDuration.Parse(text.Value),
        TomlBoolean flag when target == typeof(bool) => flag.Value,
        TomlInteger integer when target == typeof(double) => (double)integer.Value,
        TomlFloat number when target == typeof(double) => number.Value,
        TomlInteger integer when IsInteger(target) => ToInteger(integer.Value, target),
        TomlArray array when ConfigShape.IsList(target, out Type? element) => ToList(array, target, element),
        TomlTable table when ConfigShape.IsMap(target, out Type? element) => ToMap(table, element, current),
        TomlTable table when IsRecord(target) => BindRecord(current ?? Create(target), table),
        _ => throw new FormatException($"cannot decode TOML {KindText(value)} into a value of type {TypeText(target)}"),
    };

    private object ToList(TomlArray array, Type target, Type element)
    {
        IList list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        foreach (TomlValue value in array)
        {
            if (TryConvert(value, element, null, out object? converted))
            {
                list.Add(converted);
            }
        }

        if (!target.IsArray)
        {
            return list;
        }

        Array result = Array.CreateInstance(element, list.Count);
        list.CopyTo(result, 0);
        return result;
    }

    private IDictionary ToMap(TomlTable table, Type element, object? current)
    {
        IDictionary map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), element))!;
        foreach ((string key, object? value) in ConfigShape.Entries(current))
        {
            map[key] = value;
        }

        foreach ((string key, TomlValue value) in table)
        {
            _path.Add(key);
            if (TryConvert(value, element, map.Contains(key) ? map[key] : null, out object? converted))
            {
                map[key] = converted;
            }

            _path.RemoveAt(_path.Count - 1);
        }

        return map;
    }

    private static bool IsInteger(Type type) => type == typeof(long) || type == typeof(int) || type == typeof(uint);

    private static bool IsRecord(Type type) => type.IsClass && type != typeof(string) && !type.IsArray && type != typeof(TomlTable)
        && !typeof(IEnumerable).IsAssignableFrom(type);

    private static object Create(Type record) => Activator.CreateInstance(record, nonPublic: true)!;

    private static object ToInteger(long value, Type target)
    {
        try
        {
            return System.Convert.ChangeType(value, target, System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            throw new FormatException($"integer {value} is out of range");
        }
    }

    private static string KindText(TomlValue value) => value.Kind switch
    {
        TomlKind.String => "string",
        TomlKind.Integer => "integer",
        TomlKind.Float => "float",
        TomlKind.Boolean => "boolean",
        TomlKind.Array => "array",
        TomlKind.Table => "table",
        TomlKind.LocalDate => "local date",
        TomlKind.LocalTime => "local time",
        _ => "datetime",
    };

    private static string TypeText(Type type) => type switch
    {
        _ when type == typeof(string) => "string",
        _ when type == typeof(bool) => "bool",
        _ when type == typeof(double) => "float",
        _ when type == typeof(TimeSpan) => "duration (a string such as '10s')",
        _ when IsInteger(type) => "integer",
        _ when ConfigShape.IsList(type, out Type? element) => $"list of {TypeText(element)}",
        _ => "table",
    };
}
