using PluginHost.Bolt;
using PluginHost.Errors;

namespace PluginHost.Plugins.Metadata.Commands;

/// <summary><c>pluginhost metadata check | backup | restore | compact</c>.</summary>
internal static class MetadataCommand
{
    private const string Usage = """
        NAME:
           {0} metadata - care of the metadata file

        USAGE:
           {0} metadata COMMAND [--root DIR | --config FILE]

        COMMANDS:
           check            look through the whole file and tell what is wrong; exit code 1 if something is
           backup [FILE]    write a verified copy, also while the daemon runs (default: beside the metadata file, named after the time)
           restore FILE     put a backup in the place of the metadata file; what was there is kept beside it (daemon stopped)
           compact          give the room of what was deleted back to the disk (daemon stopped)

        """;

    public static PluginCommand Registration { get; } = new()
    {
        Name = "metadata",
        Usage = "check, back up, restore or compact the metadata file",
        RunAsync = RunAsync,
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        CommandFile file = new(context);
        try
        {
            switch (context.Arguments)
            {
                case ["check"]:
                    return await CheckCommand.RunAsync(file, cancellationToken);
                case ["backup"]:
                    return await BackupCommand.RunAsync(file, null, cancellationToken);
                case ["backup", string path] when !IsFlag(path):
                    return await BackupCommand.RunAsync(file, Path.GetFullPath(path), cancellationToken);
                case ["restore", string path] when !IsFlag(path):
                    return await RestoreCommand.RunAsync(file, Path.GetFullPath(path), cancellationToken);
                case ["compact"]:
                    return await CompactCommand.RunAsync(file, cancellationToken);
                case [] or ["help" or "h" or "--help" or "-h", ..]:
                    await context.Output.WriteAsync(Usage.Replace("{0}", context.Program, StringComparison.Ordinal));
                    return 0;
                case ["restore"]:
                    throw DaemonException.InvalidArgument("metadata restore needs the file to restore");
                default:
                    throw DaemonException.InvalidArgument(
                        $"metadata {string.Join(' ', context.Arguments)}: no such command; see {context.Program} metadata help");
            }
        }
        catch (BoltException e)
        {
            string advice = e.Error == BoltError.Timeout ? "; stop the daemon that has it (is it a containerd on this root?)" : "";
            throw new DaemonException(ErrorKind.Unknown, e.Message + advice, e);
        }
    }

    private static bool IsFlag(string argument) => argument.StartsWith('-');
}
