using System.Diagnostics.CodeAnalysis;

namespace PluginHost.Plugins.Metadata;

/// <summary>Paths of an update such as <c>labels</c> and <c>labels.some.key</c>.</summary>
internal static class FieldMask
{
    /// <summary>The key of <c>field.key</c>; the key may itself contain dots.</summary>
    public static bool TryKey(string path, string field, [NotNullWhen(true)] out string? key)
    {
        bool matches = path.Length > field.Length && path[field.Length] == '.' && path.StartsWith(field, StringComparison.Ordinal);
        key = matches ? path[(field.Length + 1)..] : null;
        return matches;
    }

    /// <summary>A copy of <paramref name="stored"/> with <paramref name="key"/> as <paramref name="given"/> has it; absent there: without it.</summary>
    public static IReadOnlyDictionary<string, string> WithKey(
        IReadOnlyDictionary<string, string> stored, IReadOnlyDictionary<string, string> given, string key)
    {
        Dictionary<string, string> result = new(stored, StringComparer.Ordinal);
        if (given.TryGetValue(key, out string? value) && value.Length > 0)
        {
            result[key] = value;
        }
        else
        {
            result.Remove(key);
        }

        return result;
    }

    /// <summary>The map as it is stored: without empty values.</summary>
    public static IReadOnlyDictionary<string, string> WithoutEmpty(IReadOnlyDictionary<string, string> texts)
        => texts.Values.All(static value => value.Length > 0)
            ? texts
            : texts.Where(static text => text.Value.Length > 0).ToDictionary(StringComparer.Ordinal);
}
