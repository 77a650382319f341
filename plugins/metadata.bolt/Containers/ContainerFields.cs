using System.Diagnostics.CodeAnalysis;
using PluginHost.Containers;
using PluginHost.Filters;

namespace PluginHost.Plugins.Metadata.Containers;

/// <summary>What filters see of a container.</summary>
internal sealed class ContainerFields(ContainerRecord container) : IFieldSource
{
    public bool TryGetField(ReadOnlySpan<string> path, [NotNullWhen(true)] out string? value)
    {
        value = path[0] switch
        {
            "id" => container.Id,
            "image" => container.Image,
            "runtime" when path is [_, "name", ..] => container.RuntimeName,
            _ => "",
        };
        return path[0] == "labels" ? FieldPath.TryGetLabel(container.Labels, path, out value) : value.Length > 0;
    }
}
