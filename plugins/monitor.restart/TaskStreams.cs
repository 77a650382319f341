using System.Text.Json;
using Microsoft.Extensions.Logging;
using PluginHost.Containers;
using PluginHost.Logging;
using PluginHost.Mounts;
using PluginHost.Runtime;

namespace PluginHost.Plugins.Restart;

/// <summary>What a client would give with the creation of a task, from the container's record alone.</summary>
internal static class TaskStreams
{
    /// <summary>The streams of a restarted task: its log, or nothing.</summary>
    public static ProcessIo Io(ContainerRecord container, ILogger logger)
    {
        bool terminal = Read(container, "process", "terminal") is { ValueKind: JsonValueKind.True };
        string log = LogUri(container, logger);
        return new ProcessIo { Stdout = log, Stderr = terminal ? "" : log, Terminal = terminal };
    }

    /// <summary>The mounts with the SELinux label that the container's files are to have.</summary>
    public static IReadOnlyList<Mount> Labelled(ContainerRecord container, IReadOnlyList<Mount> mounts)
        => Read(container, "linux", "mountLabel") is { ValueKind: JsonValueKind.String } label && label.GetString() is { Length: > 0 } text
            ? [.. mounts.Select(mount => mount with { Options = [.. mount.Options, $"context=\"{text}\""] })]
            : mounts;

    private static string LogUri(ContainerRecord container, ILogger logger)
    {
        string uri = container.Labels.Get(RestartLabels.LogUri);
        string path = container.Labels.Get(RestartLabels.LogPath);
        if (uri.Length > 0 || path.Length == 0)
        {
            return uri;
        }

        if (Path.IsPathRooted(path))
        {
            return "file://" + path;
        }

        logger.Warn("the path of a log must be absolute, nothing is logged", ("id", container.Id), ("label", RestartLabels.LogPath), ("path", path));
        return "";
    }

    private static JsonElement? Read(ContainerRecord container, string section, string key)
    {
        if (container.Spec is null)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(container.Spec.Value);
            return document.RootElement.TryGetProperty(section, out JsonElement found)
                && found.ValueKind == JsonValueKind.Object && found.TryGetProperty(key, out JsonElement value) ? value.Clone() : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The runtime will refuse the specification with a better message than we could give.
            return null;
        }
    }
}
