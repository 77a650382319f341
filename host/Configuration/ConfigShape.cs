using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace PluginHost.Host.Configuration;

/// <summary>Which lists and maps the properties of a configuration record may be.</summary>
internal static class ConfigShape
{
    /// <summary>True for an array and for what a <see cref="List{T}"/> can be assigned to.</summary>
    public static bool IsList(Type type, [NotNullWhen(true)] out Type? element)
    {
        element = type.IsArray ? type.GetElementType() : null;
        if (element is null && type.IsGenericType && type.GetGenericArguments() is [Type argument]
            && type.IsAssignableFrom(typeof(List<>).MakeGenericType(argument)))
        {
            element = argument;
        }

        return element is not null;
    }

    /// <summary>True for what a <see cref="Dictionary{TKey, TValue}"/> with string keys can be assigned to.</summary>
    public static bool IsMap(Type type, [NotNullWhen(true)] out Type? value)
    {
        value = type.IsGenericType && type.GetGenericArguments() is [Type key, Type argument] && key == typeof(string)
            && type.IsAssignableFrom(typeof(Dictionary<,>).MakeGenericType(key, argument))
            ? argument
            : null;
        return value is not null;
    }

    /// <summary>The entries of a map with string keys; none for null.</summary>
    public static IEnumerable<(string Key, object? Value)> Entries(object? map)
    {
        foreach (object entry in (IEnumerable?)map ?? Array.Empty<object>())
        {
            Type type = entry.GetType();
            yield return ((string)type.GetProperty("Key")!.GetValue(entry)!, type.GetProperty("Value")!.GetValue(entry));
        }
    }

    /// <summary>True for every kind of dictionary with string keys.</summary>
    public static bool IsMapInstance(object value) => value.GetType().GetInterfaces().Any(type => type.IsGenericType
        && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) && type.GetGenericArguments()[0] == typeof(string));

    /// <summary>Empty text, zero, false, or a list or map of nothing; null too.</summary>
    public static bool IsEmpty(object? value) => value switch
    {
        null => true,
        string text => text.Length == 0,
        bool flag => !flag,
        long or int or uint or double or TimeSpan => value.Equals(Activator.CreateInstance(value.GetType())),
        IEnumerable list => !list.Cast<object?>().Any(),
        _ => ConfigProperty.Of(value.GetType()).All(property => IsEmpty(property.Property.GetValue(value))),
    };
}
