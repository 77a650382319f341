using System.Diagnostics.CodeAnalysis;
using PluginHost.Filters;

namespace Filters.Tests;

/// <summary>A plugin as filters see it: type and id, present when not empty.</summary>
internal sealed record PluginFields(string Type, string Id) : IFieldSource
{
    public static PluginFields Parse(string uri)
    {
        int dot = uri.LastIndexOf('.');
        return new PluginFields(uri[..dot], uri[(dot + 1)..]);
    }

    public bool TryGetField(ReadOnlySpan<string> path, [NotNullWhen(true)] out string? value)
    {
        value = path[0] switch
        {
            "type" => Type,
            "id" => Id,
            _ => "",
        };
        return value.Length > 0;
    }
}
