using PluginHost.Toml;

namespace PluginHost.Host.Configuration;

/// <summary>
/// Plugin sections as plain objects for <see cref="PluginHost.Plugins.ConfigMigration"/>, and back. A value that a migration leaves or
/// moves keeps its place in the file: each plain object remembers the TOML value that it was made from.
/// </summary>
internal sealed class PlainSections
{
    private readonly Dictionary<object, TomlValue> _origins = new(ReferenceEqualityComparer.Instance);
    private readonly List<KeyValuePair<string, TomlValue>> _others = [];
    private readonly TomlTable _source;

    public PlainSections(TomlTable plugins)
    {
        _source = plugins;
        foreach ((string uri, TomlValue value) in plugins)
        {
            if (value is TomlTable section)
            {
                Sections.Add(uri, (Dictionary<string, object>)ToPlain(section));
            }
            else
            {
                _others.Add(new(uri, value));
            }
        }
    }

    public Dictionary<string, Dictionary<string, object>> Sections { get; } = [];

    /// <exception cref="FormatException">A migration left an object that is no TOML value.</exception>
    public TomlTable ToTable()
    {
        TomlTable plugins = _source.Clone();
        foreach (string uri in _source.Keys.Where(uri => _source[uri] is TomlTable && !Sections.ContainsKey(uri)))
        {
            plugins.Remove(uri);
        }

        foreach ((string uri, Dictionary<string, object> section) in Sections)
        {
            plugins.Set(uri, ToToml(section));
        }

        return plugins;
    }

    private object ToPlain(TomlValue value)
    {
        object plain = value switch
        {
            TomlTable table => table.ToDictionary(entry => entry.Key, entry => ToPlain(entry.Value)),
            TomlArray array => array.Select(ToPlain).ToList(),
            // A copy of its own even of an equal text, so that each value is found again.
            TomlString text => new string(text.Value.AsSpan()),
            _ => PlainValues.FromToml(value),
        };
        _origins[plain] = value;
        return plain;
    }

    private TomlValue ToToml(object plain)
    {
        TomlValue? origin = _origins.GetValueOrDefault(plain);
        return plain switch
        {
            Dictionary<string, object> map => ToTable(map, origin as TomlTable),
            List<object> list => new TomlArray(list.Select(ToToml)),
            _ => origin ?? PlainValues.ToToml(plain),
        };
    }

    private TomlTable ToTable(Dictionary<string, object> map, TomlTable? origin)
    {
        TomlTable table = origin?.Clone() ?? new TomlTable();
        foreach (string key in table.Keys.Where(key => !map.ContainsKey(key)).ToList())
        {
            table.Remove(key);
        }

        foreach ((string key, object value) in map)
        {
            table.Set(key, ToToml(value));
        }

        return table;
    }
}
