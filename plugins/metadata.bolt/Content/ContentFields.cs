using System.Diagnostics.CodeAnalysis;
using PluginHost.Content;
using PluginHost.Filters;

namespace PluginHost.Plugins.Metadata.Content;

/// <summary>What filters see of a blob.</summary>
internal sealed class ContentFields(ContentInfo info) : IFieldSource
{
    public bool TryGetField(ReadOnlySpan<string> path, [NotNullWhen(true)] out string? value)
    {
        if (path[0] == "labels")
        {
            return FieldPath.TryGetLabel(info.Labels, path, out value);
        }

        value = path[0] == "digest" ? info.Digest.ToString() : null;
        return value is not null;
    }
}
