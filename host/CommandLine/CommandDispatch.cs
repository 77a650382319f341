using PluginHost.Errors;
using PluginHost.Host.Logging;

namespace PluginHost.Host.CommandLine;

/// <summary>Runs what the command line asks for and turns the outcome into an exit code.</summary>
internal static class CommandDispatch
{
    private const int Failure = 1;
    private const int NoSuchCommand = 3;

    public static async Task<int> RunAsync(Invocation invocation)
    {
        try
        {
            return await RunAsync(invocation, CommandLineParser.Parse(invocation.Arguments));
        }
        catch (UsageException error)
        {
            await invocation.Output.WriteLineAsync($"Incorrect Usage: {error.Message}\n");
            await invocation.Output.WriteAsync(HelpText.Global(invocation.Program, []));
            invocation.WriteError($"{invocation.Program}: {error.Message}");
            return Failure;
        }
        catch (Exception error) when (
            error is StartException or DaemonException or IOException or UnauthorizedAccessException or FormatException)
        {
            invocation.WriteError($"{invocation.Program}: {error.Message}");
            return Failure;
        }
        catch (OperationCanceledException)
        {
            invocation.WriteError($"{invocation.Program}: {ErrorKind.Cancelled.Text()}");
            return Failure;
        }
        catch (Exception error)
        {
            // A fault of the daemon itself: whoever reports it needs the stack.
            invocation.WriteError($"{invocation.Program}: unexpected error: {error.Message}\n{error}");
            return Failure;
        }
    }

    private static async Task<int> RunAsync(Invocation invocation, HostOptions options)
    {
        if (options.ShowVersion)
        {
            await invocation.Output.WriteLineAsync(
                $"{invocation.Program} {HostVersion.Package} {HostVersion.Current.Version} {HostVersion.Current.Revision}");
            return 0;
        }

        if (options.ShowHelp)
        {
            return await PrintAsync(invocation, HelpText.Global(invocation.Program, PluginCommands.All(invocation, options)));
        }

        LogWriter log = new(invocation.ErrorStream, TimeProvider.System);
        string[] rest = [.. options.Command.Skip(1)];
        return options.Command switch
        {
            [] => await new Daemon(invocation.Program, options, log, TimeProvider.System).RunAsync(),
            ["config", ..] => await ConfigCommand.RunAsync(invocation, options, rest, log),
            ["plugins" or "plugin", ..] => await PluginsCommand.RunAsync(invocation, options, rest),
            ["publish", ..] => await PublishCommand.RunAsync(invocation, options, rest),
            ["oci-hook", ..] => await OciHookCommand.RunAsync(invocation, rest),
            ["help" or "h", ..] => await PrintAsync(
                invocation, HelpText.Global(invocation.Program, PluginCommands.All(invocation, options))),
            _ => await PluginCommands.RunAsync(invocation, options, log),
        };
    }

    /// <summary>What containerd answers to a word that is no command.</summary>
    public static int NoTopic(Invocation invocation, string word)
    {
        invocation.WriteError($"No help topic for '{word}'");
        return NoSuchCommand;
    }

    public static async Task<int> PrintAsync(Invocation invocation, string text)
    {
        await invocation.Output.WriteAsync(text);
        return 0;
    }
}
