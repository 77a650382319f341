using Microsoft.Extensions.Logging;
using PluginHost.Logging;
using PluginHost.Toml;

namespace PluginHost.Host.Configuration;

/// <summary>The short plugin names of version 1 and their URIs (containerd cmd/containerd/server/config/config.go, v1Migrate).</summary>
internal static class LegacyNames
{
    private const string Prefix = "io.containerd.";

    /// <summary>Renames sections and list entries that have no dot.</summary>
    public static void Rename(TomlTable table, ILogger logger)
    {
        if (table.TryGetValue("plugins", out TomlValue? value) && value is TomlTable sections)
        {
            foreach (string name in sections.Keys.Where(IsShort).ToList())
            {
                TomlValue section = sections[name];
                sections.Remove(name);
                sections.Set(ToUri(name, "plugin", logger), section);
            }
        }

        RenameEntries(table, "disabled_plugins", "disabled plugin", logger);
        RenameEntries(table, "required_plugins", "required plugin", logger);
    }

    private static void RenameEntries(TomlTable table, string key, string kind, ILogger logger)
    {
        if (table.TryGetValue(key, out TomlValue? value) && value is TomlArray names)
        {
            table.Set(key, new TomlArray(names.Select(
                name => name is TomlString text && IsShort(text.Value) ? new TomlString(ToUri(text.Value, kind, logger)) : name)));
        }
    }

    /// <summary>
    /// Renames the entries of lists that name a plugin by what it was called before containerd 2.0, whose own migration forgets them: who
    /// disabled a plugin there has it disabled here.
    /// </summary>
    public static void RenameMoved(TomlTable table)
    {
        foreach (string key in new[] { "disabled_plugins", "required_plugins" })
        {
            if (table.TryGetValue(key, out TomlValue? value) && value is TomlArray names)
            {
                table.Set(key, new TomlArray(names.Select(
                    name => name is TomlString text && Moved(text.Value) is { } uri ? new TomlString(uri) : name)));
            }
        }
    }

    private static string? Moved(string uri) => uri switch
    {
        Prefix + "monitor.v1.cgroups" => Prefix + "monitor.task.v1.cgroups",
        Prefix + "internal.v1.restart" => Prefix + "monitor.container.v1.restart",
        _ => null,
    };

    private static bool IsShort(string name) => !name.Contains('.', StringComparison.Ordinal);

    private static string ToUri(string name, string kind, ILogger logger)
    {
        string? type = name switch
        {
            "cri" => "grpc.v1",
            "cgroups" => "monitor.v1",
            "linux" => "runtime.v1",
            "scheduler" => "gc.v1",
            "bolt" => "metadata.v1",
            "task" => "runtime.v2",
            "opt" or "restart" or "tracing" => "internal.v1",
            "otlp" => "tracing.processor.v1",
            "aufs" or "btrfs" or "devmapper" or "native" or "overlayfs" or "zfs" => "snapshotter.v1",
            _ when name.EndsWith("-service", StringComparison.Ordinal) => "service.v1",
            _ => null,
        };
        if (type is not null)
        {
            return $"{Prefix}{type}.{name}";
        }

        string guess = $"{Prefix}{(name is "windows" or "windows-lcow" ? "snapshotter.v1" : "grpc.v1")}.{name}";
        logger.Warn($"Ambiguous {kind} in v1 config, treating as {guess}", ("name", name));
        return guess;
    }
}
