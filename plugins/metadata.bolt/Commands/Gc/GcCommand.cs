using PluginHost.Bolt;
using PluginHost.Errors;

namespace PluginHost.Plugins.Metadata.Commands.Gc;

/// <summary><c>pluginhost gc plan | why</c>.</summary>
internal static class GcCommand
{
    private const string Usage = """
        NAME:
           {0} gc - what a collection would remove, and what keeps the rest

        USAGE:
           {0} gc COMMAND [--namespace NAME] [--format table|json] [--root DIR | --config FILE]

        COMMANDS:
           plan          what would go now, how many bytes that frees, and what keeps each of the others
           why TARGET    all that keeps a blob (by digest), snapshot (by key), image, container, lease or ingest

        Nothing is changed. While a daemon runs it is asked; without one the metadata file is read, and sizes of snapshots stay unknown.

        """;

    public static PluginCommand Registration { get; } = new()
    {
        Name = "gc",
        Usage = "show what a garbage collection would remove, and why",
        RunAsync = RunAsync,
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        GcArguments arguments = GcArguments.Parse(context.Arguments, context.Program);
        GcSource source = new(new CommandFile(context));
        try
        {
            switch (arguments.Words)
            {
                case ["plan"]:
                    await context.Output.WriteAsync(GcOutput.Of(
                        await source.PlanAsync(arguments.Namespace, cancellationToken), arguments.AsJson));
                    return 0;
                case ["why", string target]:
                    await context.Output.WriteAsync(GcOutput.Of(
                        await source.WhyAsync(target, arguments.Namespace, cancellationToken), arguments.AsJson));
                    return 0;
                case ["why"]:
                    throw DaemonException.InvalidArgument(
                        $"gc why needs a digest, the key of a snapshot, or the name of an image, container, lease or ingest; see {context.Program} gc help");
                case [] or ["help" or "h" or "--help" or "-h", ..]:
                    await context.Output.WriteAsync(Usage.Replace("{0}", context.Program, StringComparison.Ordinal));
                    return 0;
                default:
                    throw DaemonException.InvalidArgument(
                        $"gc {string.Join(' ', context.Arguments)}: no such command; see {context.Program} gc help");
            }
        }
        catch (BoltException e)
        {
            string advice = e.Error == BoltError.Timeout ? "; stop the daemon that has it (is it a containerd on this root?)" : "";
            throw new DaemonException(ErrorKind.Unknown, e.Message + advice, e);
        }
    }
}
