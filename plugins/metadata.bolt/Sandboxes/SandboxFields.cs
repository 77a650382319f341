using System.Diagnostics.CodeAnalysis;
using PluginHost.Filters;
using PluginHost.Sandboxes;

namespace PluginHost.Plugins.Metadata.Sandboxes;

/// <summary>What filters see of a sandbox.</summary>
internal sealed class SandboxFields(SandboxRecord sandbox) : IFieldSource
{
    public bool TryGetField(ReadOnlySpan<string> path, [NotNullWhen(true)] out string? value)
    {
        if (path[0] == "labels")
        {
            return FieldPath.TryGetLabel(sandbox.Labels, path, out value);
        }

        value = path[0] == "id" ? sandbox.Id : null;
        return value is not null;
    }
}
