using System.Collections;

namespace PluginHost.Toml;

/// <summary>A list of values, which may be of different kinds.</summary>
public sealed class TomlArray : TomlValue, IReadOnlyList<TomlValue>
{
    private readonly List<TomlValue> _values = [];

    public TomlArray()
    {
    }

    public TomlArray(IEnumerable<TomlValue> values) => _values.AddRange(values);

    public override TomlKind Kind => TomlKind.Array;

    public int Count => _values.Count;

    public TomlValue this[int index] => _values[index];

    /// <summary>Made by <c>[[headers]]</c>: further headers append to it, and dotted keys and inline arrays do not.</summary>
    internal bool IsTableArray { get; init; }

    /// <summary>An array of strings.</summary>
    public static TomlArray OfStrings(IEnumerable<string> values) => new(values.Select(value => new TomlString(value)));

    public void Add(TomlValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _values.Add(value);
    }

    /// <summary>A copy whose tables and arrays are copies too; positions are kept.</summary>
    public TomlArray Clone()
    {
        TomlArray clone = new() { Position = Position, FileName = FileName };
        foreach (TomlValue value in _values)
        {
            clone._values.Add(TomlTable.CloneValue(value));
        }

        return clone;
    }

    public IEnumerator<TomlValue> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
