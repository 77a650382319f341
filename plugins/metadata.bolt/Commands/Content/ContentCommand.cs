using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Plugins.Metadata.Content.Check;

namespace PluginHost.Plugins.Metadata.Commands.Content;

/// <summary><c>pluginhost content check</c>.</summary>
internal static class ContentCommand
{
    private const string Usage = """
        NAME:
           {0} content - care of the content store

        USAGE:
           {0} content check [--parallel N] [--namespace NAME] [--root DIR | --config FILE] [FILTER ...]

        COMMANDS:
           check    read all blobs and compare them with their digests; exit code 1 if one is damaged, missing or can't be read

        N blobs are read at the same time (default: as many as there are processors). Filters are those of "ctr content ls".
        Nothing is changed. While a daemon runs it does the work; without one its root directory is read.

        """;

    public static PluginCommand Registration { get; } = new()
    {
        Name = "content",
        Usage = "read all blobs and tell which are damaged",
        RunAsync = RunAsync,
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ContentArguments arguments = ContentArguments.Parse(context.Arguments, context.Program);
        switch (arguments.Words)
        {
            case ["check"]:
                return await CheckAsync(context, arguments.Options, cancellationToken);
            case [] or ["help" or "h" or "--help" or "-h"]:
                await context.Output.WriteAsync(Usage.Replace("{0}", context.Program, StringComparison.Ordinal));
                return 0;
            default:
                throw DaemonException.InvalidArgument(
                    $"content {string.Join(' ', context.Arguments)}: no such command; see {context.Program} content help");
        }
    }

    private static async Task<int> CheckAsync(CommandContext context, CheckOptions options, CancellationToken cancellationToken)
    {
        try
        {
            CheckSummary summary = await new CheckSource(new CommandFile(context)).RunAsync(
                options, finding => context.Output.WriteAsync(ContentOutput.Of(finding)), cancellationToken);
            await context.Output.WriteAsync(ContentOutput.Of(summary));
            return summary.Faults == 0 ? 0 : 1;
        }
        catch (BoltException e)
        {
            string advice = e.Error == BoltError.Timeout ? "; stop the daemon that has it (is it a containerd on this root?)" : "";
            throw new DaemonException(ErrorKind.Unknown, e.Message + advice, e);
        }
    }
}
