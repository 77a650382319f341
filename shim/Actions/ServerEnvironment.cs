using System.Collections;

namespace PluginHost.Shim.Actions;

/// <summary>The environment of the server: that of <c>start</c>, and what keeps its memory small.</summary>
internal static class ServerEnvironment
{
    /// <summary>Lines <c>NAME=value</c>.</summary>
    public static IReadOnlyList<string> Read()
    {
        List<string> lines = [];
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            lines.Add($"{entry.Key}={entry.Value}");
        }

        // 256 KiB between collections (in hexadecimal digits), in the place of the size of the processor's cache.
        lines.Add("DOTNET_GCgen0size=40000");
        lines.Add("DOTNET_GCgen0MaxBudget=40000");

        return lines;
    }
}
