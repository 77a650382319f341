using Grpc.Core;
using PluginHost.Proto.Services.IntrospectionV1;
using PluginHost.Proto.Types;

namespace PluginHost.Host.CommandLine;

/// <summary>Plugins as <c>ctr plugins ls</c> prints them.</summary>
internal static class PluginTable
{
    private const string SkipWords = "skip plugin";

    public static string Ids(IEnumerable<Plugin> plugins) => string.Concat(plugins.Select(plugin => plugin.Id + "\n"));

    public static string Short(IEnumerable<Plugin> plugins)
    {
        TabWriter table = new();
        table.Line("TYPE\tID\tPLATFORMS\tSTATUS\t");
        foreach (Plugin plugin in plugins)
        {
            string platforms = plugin.Platforms.Count == 0 ? "-" : Platforms(plugin);
            table.Line($"{plugin.Type}\t{plugin.Id}\t{platforms}\t{Status(plugin)}\t");
        }

        return table.ToString();
    }

    public static string Detailed(IEnumerable<Plugin> plugins)
    {
        TabWriter table = new();
        bool isFirst = true;
        foreach (Plugin plugin in plugins)
        {
            if (!isFirst)
            {
                table.Line("\t\t\t");
            }

            isFirst = false;
            Describe(table, plugin);
        }

        return table.ToString();
    }

    private static void Describe(TabWriter table, Plugin plugin)
    {
        table.Line($"Type:\t {plugin.Type}");
        table.Line($"ID:\t {plugin.Id}");
        if (plugin.Requires.Count > 0)
        {
            table.Line("Requires:\t");
            foreach (string type in plugin.Requires)
            {
                table.Line($"\t {type}");
            }
        }

        if (plugin.Platforms.Count > 0)
        {
            table.Line($"Platforms:\t {Platforms(plugin)}");
        }

        if (plugin.Exports.Count > 0)
        {
            table.Line("Exports:\t");
            foreach ((string key, string value) in plugin.Exports.OrderBy(export => export.Key, StringComparer.Ordinal))
            {
                table.Line($"\t {key}\t{value}");
            }
        }

        if (plugin.Capabilities.Count > 0)
        {
            table.Line($"Capabilities:\t {string.Join(',', plugin.Capabilities)}");
        }

        if (plugin.InitErr is not null)
        {
            table.Line("Error:\t");
            table.Line($"\t Code:\t {(StatusCode)plugin.InitErr.Code}");
            table.Line($"\t Message:\t {plugin.InitErr.Message}");
        }
    }

    private static string Status(Plugin plugin) => plugin.InitErr switch
    {
        null => "ok",
        { Message: string message } when message.Contains(SkipWords, StringComparison.Ordinal) => "skip",
        _ => "error",
    };

    private static string Platforms(Plugin plugin) => string.Join(',', plugin.Platforms.Select(Text).Order(StringComparer.Ordinal));

    private static string Text(Platform platform)
        => string.Join('/', new[] { platform.Os, platform.Architecture, platform.Variant }.Where(part => part.Length > 0));
}
