using PluginHost.Host.Logging;
using PluginHost.Toml;

namespace PluginHost.Host.CommandLine;

/// <summary><c>config default | dump | migrate</c>.</summary>
internal static class ConfigCommand
{
    public static async Task<int> RunAsync(Invocation invocation, HostOptions options, string[] arguments, LogWriter log)
    {
        switch (arguments)
        {
            case ["default", ..]:
                return await PrintAsync(invocation, HostSetup.WithoutFiles(invocation.Program, options, log));
            case ["dump" or "migrate", ..]:
                return await PrintAsync(invocation, HostSetup.Load(invocation.Program, options, log, missingIsFault: false));
            case [] or ["help" or "h" or "--help" or "-h", ..]:
                return await CommandDispatch.PrintAsync(invocation, HelpText.Config(invocation.Program));
            default:
                return CommandDispatch.NoTopic(invocation, arguments[0]);
        }
    }

    private static Task<int> PrintAsync(Invocation invocation, HostSetup setup)
        => CommandDispatch.PrintAsync(invocation, TomlWriter.Write(setup.ToPrintedConfig(), TomlWriterOptions.Containerd2));
}
