using PluginHost.Plugins;

namespace PluginHost.Host.Plugins;

/// <summary>A plugin that was tried: how it went, and the instance if it went well.</summary>
internal sealed record PluginEntry(PluginStatus Status, object? Instance)
{
    /// <summary>A plugin that never came to the point of being initialised.</summary>
    public static PluginEntry Failed(string type, string id, Exception error, IReadOnlyList<string>? requires = null)
        => new(new PluginStatus { Type = type, Id = id, Requires = requires ?? [], Error = error }, null);

    /// <summary>
    /// Why it is not there, without the words by which clients recognise a skip: they would make its dependants look skipped.
    /// </summary>
    public string Failure
        => $"{Status.Uri}: {(Status.Error is SkipPluginException skip ? "skipped: " + skip.Reason : Status.Error?.Message)}";
}
