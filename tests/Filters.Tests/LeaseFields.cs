using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using PluginHost.Filters;

namespace Filters.Tests;

/// <summary>A lease as filters see it: id, present when not empty, and labels.</summary>
internal sealed record LeaseFields(string Id, IReadOnlyDictionary<string, string> Labels) : IFieldSource
{
    public static LeaseFields Parse(string line)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        return new LeaseFields(
            json.RootElement.GetProperty("object").GetString()!,
            json.RootElement.GetProperty("labels").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!));
    }

    public bool TryGetField(ReadOnlySpan<string> path, [NotNullWhen(true)] out string? value)
    {
        if (path[0] == "labels")
        {
            return FieldPath.TryGetLabel(Labels, path, out value);
        }

        value = path[0] == "id" ? Id : "";
        return value.Length > 0;
    }
}
