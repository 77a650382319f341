using System.Diagnostics.CodeAnalysis;
using PluginHost.Filters;
using PluginHost.Runtime;

namespace PluginHost.Plugins.GrpcServices.Tasks;

/// <summary>What filters see of a task.</summary>
internal sealed class TaskFields(ITask task) : IFieldSource
{
    public bool TryGetField(ReadOnlySpan<string> path, [NotNullWhen(true)] out string? value)
    {
        value = path[0] switch
        {
            "id" => task.Id,
            "namespace" => task.Namespace,
            _ => null,
        };
        return value is not null;
    }
}
