using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Filters;
using PluginHost.Logging;

namespace PluginHost.Plugins.Metadata;

/// <summary>Filters of a request, with their faults as the errors of the daemon.</summary>
internal static class Filtering
{
    /// <summary>Filters of containers, images, leases and sandboxes; containerd puts the kind of error at the end of the text twice there.</summary>
    public static FilterSet ParseObjects(IReadOnlyList<string> filters, ILogger logger)
        => Parse(filters, logger, static text => $"{text}: {ErrorKind.InvalidArgument.Text()}");

    /// <summary>Filters of content, ingests and snapshots.</summary>
    public static FilterSet Parse(IReadOnlyList<string> filters, ILogger logger) => Parse(filters, logger, static text => text);

    private static FilterSet Parse(IReadOnlyList<string> filters, ILogger logger, Func<string, string> words)
    {
        if (filters.Count == 0)
        {
            return FilterSet.Everything;
        }

        try
        {
            return FilterSet.ParseAll(filters, bad => logger.Error(bad.Message, ("error", bad.Reason)));
        }
        catch (FilterSyntaxException e)
        {
            throw new DaemonException(ErrorKind.InvalidArgument, words(e.Message), e);
        }
    }
}
