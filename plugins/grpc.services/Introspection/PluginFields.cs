using System.Diagnostics.CodeAnalysis;
using PluginHost.Filters;

namespace PluginHost.Plugins.GrpcServices.Introspection;

/// <summary>What filters see of a plugin.</summary>
internal sealed class PluginFields(PluginStatus plugin) : IFieldSource
{
    public bool TryGetField(ReadOnlySpan<string> path, [NotNullWhen(true)] out string? value)
    {
        value = path[0] switch
        {
            "type" => plugin.Type,
            "id" => plugin.Id,
            _ => null,
        };
        return value is not null;
    }
}
