using System.Diagnostics.CodeAnalysis;
using PluginHost.Content;
using PluginHost.Filters;

namespace PluginHost.Plugins.Metadata.Content;

/// <summary>What filters see of an ingest.</summary>
internal sealed class IngestFields(IngestStatus status) : IFieldSource
{
    public bool TryGetField(ReadOnlySpan<string> path, [NotNullWhen(true)] out string? value)
    {
        value = path[0] == "ref" ? status.Ref : null;
        return value is not null;
    }
}
