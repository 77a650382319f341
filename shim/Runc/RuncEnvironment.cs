using System.Collections;

namespace PluginHost.Shim.Runc;

/// <summary>What the programs that the shim starts have as environment.</summary>
internal static class RuncEnvironment
{
    /// <summary>The shim's own, but for the socket of the daemon's service manager and what only configures this program.</summary>
    public static IReadOnlyList<string> Read()
    {
        List<string> lines = [];
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            string name = (string)entry.Key;
            if (name != "NOTIFY_SOCKET" && !name.StartsWith("DOTNET_", StringComparison.Ordinal))
            {
                lines.Add($"{name}={entry.Value}");
            }
        }

        return lines;
    }
}
