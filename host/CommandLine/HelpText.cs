using System.Text;

namespace PluginHost.Host.CommandLine;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    private static readonly (string Name, string Usage)[] Commands =
    [
        ("config", "information on the configuration"),
        ("plugins", "information on the plugins of the running daemon"),
        ("publish", "publish an event to the running daemon"),
        ("oci-hook", "run a program as an OCI runtime hook, with the container's data in its arguments"),
        ("help, h", "show this help"),
    ];

    private static readonly (string Name, string Usage)[] ConfigCommands =
    [
        ("default", "print the configuration that holds without a file"),
        ("dump", "print the configuration with the files that are loaded"),
        ("migrate", "print the configuration of the files in the current version"),
    ];

    private static readonly (string Name, string Usage)[] PluginsCommands =
    [
        ("list, ls [-d] [-q] [FILTER...]", "list the plugins"),
    ];

    /// <param name="program">The program's name.</param>
    /// <param name="added">The commands of plugins.</param>
    public static string Global(string program, IEnumerable<(string Name, string Usage)> added)
    {
        StringBuilder text = new();
        Section(text, "NAME", $"{program} - container daemon whose every component is a plugin");
        Section(text, "USAGE", $"{program} [global options] [command [command options] [arguments...]]");
        Section(text, "VERSION", HostVersion.Current.Version);
        Section(text, "DESCRIPTION", "Without a command the daemon runs. A configuration file is not needed: see `config default`.");
        Section(text, "COMMANDS", Table([.. Commands, .. added]));
        Section(text, "GLOBAL OPTIONS", Table([.. CommandLineParser.Flags.Select(flag => (NameOf(flag), flag.Usage))]));
        return text.ToString();
    }

    public static string Config(string program) => Group(program, "config", Commands[0].Usage, ConfigCommands);

    public static string Plugins(string program) => Group(program, "plugins", Commands[1].Usage, PluginsCommands);

    private static string Group(string program, string name, string usage, (string, string)[] commands)
    {
        StringBuilder text = new();
        Section(text, "NAME", $"{program} {name} - {usage}");
        Section(text, "USAGE", $"{program} {name} command [arguments...]");
        Section(text, "COMMANDS", Table(commands));
        return text.ToString();
    }

    private static string NameOf(Flag flag)
        => $"--{flag.Name}{(flag.Letter is char letter ? $", -{letter}" : "")}{(flag.TakesValue ? " value" : "")}";

    private static string Table((string Name, string Usage)[] rows)
    {
        int width = rows.Max(row => row.Name.Length) + 2;
        return string.Join('\n', rows.Select(row => row.Name.PadRight(width) + row.Usage));
    }

    private static void Section(StringBuilder text, string title, string content)
    {
        if (text.Length > 0)
        {
            text.Append('\n');
        }

        text.Append(title).Append(":\n");
        foreach (string line in content.Split('\n'))
        {
            text.Append("   ").Append(line).Append('\n');
        }
    }
}
