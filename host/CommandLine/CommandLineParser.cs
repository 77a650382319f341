namespace PluginHost.Host.CommandLine;

/// <summary>The daemon's command line. Written by hand: it is on the way of every start, and it has containerd's manners.</summary>
internal static class CommandLineParser
{
    public static IReadOnlyList<Flag> Flags { get; } =
    [
        new("config", 'c', true, "path of the configuration file (default: \"/etc/containerd/config.toml\")"),
        new("log-level", 'l', true, "log level: trace, debug, info, warn, error, fatal, panic"),
        new("address", 'a', true, "address of the gRPC socket"),
        new("root", null, true, "directory of what survives a reboot"),
        new("state", null, true, "directory of what need not survive a reboot"),
        new("plugin-dir", null, true, "a further directory of plugin assemblies; may be repeated"),
        new("help", 'h', false, "show this help"),
        new("version", 'v', false, "print the version"),
    ];

    /// <exception cref="UsageException">A flag is unknown or lacks its value.</exception>
    public static HostOptions Parse(IReadOnlyList<string> arguments)
    {
        FlagParser parser = new(Flags);
        IReadOnlyList<string> command = parser.Parse(arguments);
        return new HostOptions
        {
            ConfigPath = parser.Values("config") is [.., string path] ? path : null,
            LogLevel = parser.Value("log-level"),
            Address = parser.Value("address"),
            Root = parser.Value("root"),
            State = parser.Value("state"),
            PluginDirectories = parser.Values("plugin-dir"),
            ShowHelp = parser.IsSet("help"),
            ShowVersion = parser.IsSet("version"),
            Command = command,
        };
    }
}
