using PluginHost.Toml;

namespace PluginHost.Host.Configuration;

/// <summary>
/// Puts a file over those before it. The rules are containerd 2.3's: top-level values and those of small tables are replaced unless the
/// new one is empty; lists are united; plugin sections are merged key by key, empty values included; entries of the other maps are
/// replaced whole.
/// </summary>
internal static class ConfigMerge
{
    private static readonly string[] EntryMaps = ["proxy_plugins", "timeouts", "stream_processors"];

    /// <summary>Changes <paramref name="target"/>.</summary>
    public static void Into(TomlTable target, TomlTable source)
    {
        foreach ((string key, TomlValue value) in source)
        {
            if (value is TomlTable table)
            {
                MergeTable(target.GetOrAddTable(key), table, key);
            }
            else if (value is TomlArray list && target.TryGetValue(key, out TomlValue? current) && current is TomlArray known)
            {
                target.Set(key, Union(known, list));
            }
            else if (!IsZero(value))
            {
                target.Set(key, value);
            }
        }
    }

    private static void MergeTable(TomlTable target, TomlTable source, string name)
    {
        if (name == "plugins")
        {
            MergeDeep(target, source);
            return;
        }

        foreach ((string key, TomlValue value) in source)
        {
            if (EntryMaps.Contains(name) || !IsZero(value))
            {
                target.Set(key, value);
            }
        }
    }

    private static void MergeDeep(TomlTable target, TomlTable source)
    {
        foreach ((string key, TomlValue value) in source)
        {
            if (value is TomlTable table && target.TryGetValue(key, out TomlValue? current) && current is TomlTable known)
            {
                MergeDeep(known, table);
            }
            else
            {
                target.Set(key, value is TomlTable added ? added.Clone() : value);
            }
        }
    }

    private static TomlArray Union(TomlArray known, TomlArray added)
    {
        TomlArray union = known.Clone();
        foreach (TomlValue value in added)
        {
            if (value is not TomlString text || !union.OfType<TomlString>().Any(present => present.Value == text.Value))
            {
                union.Add(value);
            }
        }

        return union;
    }

    private static bool IsZero(TomlValue value) => value switch
    {
        TomlString text => text.Value.Length == 0,
        TomlInteger integer => integer.Value == 0,
        TomlFloat number => number.Value == 0,
        TomlBoolean flag => !flag.Value,
        TomlArray array => array.Count == 0,
        _ => false,
    };
}
