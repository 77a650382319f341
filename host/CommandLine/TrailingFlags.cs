namespace PluginHost.Host.CommandLine;

/// <summary>
/// The daemon's flags behind the name of a plugin's command, as in <c>pluginhost metadata check --root DIR</c>. What is not one of them is
/// the command's own; <c>--</c> ends them.
/// </summary>
internal static class TrailingFlags
{
    private static readonly string[] Names = ["config", "root", "state", "address", "log-level", "plugin-dir"];

    /// <param name="options">The command line.</param>
    /// <param name="arguments">What is left for the command, without its name.</param>
    /// <returns>The options with the flags found; a flag behind the name beats one before it.</returns>
    /// <exception cref="UsageException">A flag lacks its value.</exception>
    public static HostOptions Take(HostOptions options, out IReadOnlyList<string> arguments)
    {
        List<string> left = [];
        List<string> taken = [];
        IReadOnlyList<string> given = options.Command;
        for (int i = 1; i < given.Count; i++)
        {
            string name = given[i].TrimStart('-').Split('=')[0];
            if (given[i] == "--")
            {
                left.AddRange(given.Skip(i));
                break;
            }

            if (given[i][..Math.Min(1, given[i].Length)] != "-" || !Names.Contains(name))
            {
                left.Add(given[i]);
                continue;
            }

            taken.Add(given[i]);
            if (!given[i].Contains('=', StringComparison.Ordinal) && i + 1 < given.Count)
            {
                taken.Add(given[++i]);
            }
        }

        arguments = left;
        HostOptions trailing = CommandLineParser.Parse(taken);
        return options with
        {
            ConfigPath = trailing.ConfigPath ?? options.ConfigPath,
            Root = Later(trailing.Root, options.Root),
            State = Later(trailing.State, options.State),
            Address = Later(trailing.Address, options.Address),
            LogLevel = Later(trailing.LogLevel, options.LogLevel),
            PluginDirectories = [.. options.PluginDirectories, .. trailing.PluginDirectories],
        };
    }

    private static string Later(string trailing, string leading) => trailing.Length > 0 ? trailing : leading;
}
