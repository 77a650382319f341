using System.Diagnostics.CodeAnalysis;
using PluginHost.Filters;
using PluginHost.Leases;

namespace PluginHost.Plugins.Metadata.Leases;

/// <summary>What filters see of a lease.</summary>
internal sealed class LeaseFields(Lease lease) : IFieldSource
{
    public bool TryGetField(ReadOnlySpan<string> path, [NotNullWhen(true)] out string? value)
    {
        if (path[0] == "labels")
        {
            return FieldPath.TryGetLabel(lease.Labels, path, out value);
        }

        value = path[0] == "id" ? lease.Id : "";
        return value.Length > 0;
    }
}
