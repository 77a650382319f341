using System.Collections;
using System.Diagnostics.CodeAnalysis;
using PluginHost.Toml.Reading;

namespace PluginHost.Toml;

/// <summary>Keys and their values, in the order in which they were added. Keys are compared by ordinal.</summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "Table is the word of the TOML specification.")]
public sealed class TomlTable : TomlValue, IReadOnlyCollection<KeyValuePair<string, TomlValue>>
{
    private readonly OrderedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public override TomlKind Kind => TomlKind.Table;

    public int Count => _entries.Count;

    public IEnumerable<string> Keys => _entries.Keys;

    internal TableOrigin Origin { get; set; }

    /// <summary>The value of a key; setting replaces in place, or adds at the end.</summary>
    /// <exception cref="KeyNotFoundException">Read of a key that is not there.</exception>
    public TomlValue this[string key]
    {
        get => _entries[key].Value;
        set => Set(key, value);
    }

    public bool ContainsKey(string key) => _entries.ContainsKey(key);

    public bool TryGetValue(string key, [NotNullWhen(true)] out TomlValue? value)
    {
        bool found = _entries.TryGetValue(key, out Entry entry);
        value = entry.Value;
        return found;
    }

    /// <summary>Where the key was first written; the default position for a key that was added in code.</summary>
    /// <exception cref="KeyNotFoundException">The key is not there.</exception>
    public TomlPosition KeyPosition(string key) => _entries[key].KeyPosition;

    /// <exception cref="ArgumentException">The key is there already.</exception>
    public void Add(string key, TomlValue value) => Add(key, value, default);

    /// <summary>Replaces the value of a key in its place and keeps the key's position, or adds the key at the end.</summary>
    public void Set(string key, TomlValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        TomlPosition position = _entries.TryGetValue(key, out Entry entry) ? entry.KeyPosition : default;
        _entries[key] = new Entry(value, position);
    }

    /// <summary>False when the key was not there.</summary>
    public bool Remove(string key) => _entries.Remove(key);

    /// <summary>The table under a key; an empty one is added when the key is not there.</summary>
    /// <exception cref="ArgumentException">The key holds something else than a table.</exception>
    public TomlTable GetOrAddTable(string key)
    {
        if (!TryGetValue(key, out TomlValue? value))
        {
            TomlTable added = new();
            Add(key, added);
            return added;
        }

        return value as TomlTable
            ?? throw new ArgumentException($"key \"{key}\" holds a value of kind {value.Kind}, not a table", nameof(key));
    }

    /// <summary>A copy whose tables and arrays are copies too; positions are kept.</summary>
    public TomlTable Clone()
    {
        TomlTable clone = new() { Position = Position, FileName = FileName };
        foreach ((string key, Entry entry) in _entries)
        {
            clone._entries.Add(key, new Entry(CloneValue(entry.Value), entry.KeyPosition));
        }

        return clone;
    }

    public IEnumerator<KeyValuePair<string, TomlValue>> GetEnumerator()
    {
        foreach ((string key, Entry entry) in _entries)
        {
            yield return new KeyValuePair<string, TomlValue>(key, entry.Value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static TomlValue CloneValue(TomlValue value) => value switch
    {
        TomlTable table => table.Clone(),
        TomlArray array => array.Clone(),
        _ => value,
    };

    internal void Add(string key, TomlValue value, TomlPosition keyPosition)
    {
        ArgumentNullException.ThrowIfNull(value);
        _entries.Add(key, new Entry(value, keyPosition));
    }

    private readonly record struct Entry(TomlValue Value, TomlPosition KeyPosition);
}
