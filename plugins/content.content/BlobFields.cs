using System.Diagnostics.CodeAnalysis;
using PluginHost.Errors;
using PluginHost.Filters;

namespace PluginHost.Plugins.Content;

/// <summary>The one field that filters see of a blob (<c>digest</c>) or an ingest (<c>ref</c>); labels are not kept here.</summary>
internal sealed record BlobFields(string Name, string Value) : IFieldSource
{
    /// <summary>Parses filters of a request; InvalidArgument with the parser's text.</summary>
    public static FilterSet Parse(IReadOnlyList<string> filters)
    {
        try
        {
            return FilterSet.ParseAll(filters);
        }
        catch (FilterSyntaxException error)
        {
            throw new DaemonException(ErrorKind.InvalidArgument, error.Message, error);
        }
    }

    public bool TryGetField(ReadOnlySpan<string> path, [NotNullWhen(true)] out string? value)
    {
        value = path[0] == Name ? Value : null;
        return value is not null;
    }
}
