using PluginHost.Plugins;

namespace Acme.Things;

/// <summary>Writes down which plugins there are, into its state directory.</summary>
internal sealed class Report
{
    public Report(InitContext context)
    {
        Directory.CreateDirectory(context.StateDirectory);
        File.WriteAllLines(
            Path.Combine(context.StateDirectory, "plugins"),
            context.Plugins.All.Select(plugin => $"{plugin.Uri}\t{Word(plugin)}\t{plugin.Error?.Message}"));
    }

    private static string Word(PluginStatus plugin) => plugin.Error switch
    {
        null => "ok",
        SkipPluginException => "skip",
        _ => "error",
    };
}
