using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Plugins.Runtime;

namespace Runtime.Tests;

internal static class NoMonitors
{
    /// <summary>A table of a daemon without task monitors.</summary>
    public static TaskTable Table() => new(new TaskWatchers(() => [], NullLogger.Instance));
}
