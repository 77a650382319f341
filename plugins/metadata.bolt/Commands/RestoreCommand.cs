using PluginHost.Bolt;
using PluginHost.Bolt.Care;
using PluginHost.Errors;
using PluginHost.Plugins.Metadata.Storage;

namespace PluginHost.Plugins.Metadata.Commands;

/// <summary><c>metadata restore FILE</c>.</summary>
internal static class RestoreCommand
{
    public static async Task<int> RunAsync(CommandFile file, string backup, CancellationToken cancellationToken)
    {
        using IDisposable root = file.Lock("restore");
        CheckIsMetadata(backup, file, cancellationToken);
        Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!, DatabaseFile.DirectoryMode);
        RestorationReport report = Restoration.Run(backup, file.Path, file.Options, cancellationToken);
        string kept = report.ReplacedPath is null ? "" : $"; what was there is {report.ReplacedPath}";
        await file.Output.WriteLineAsync($"{report.Path}: transaction {report.TransactionId} restored from {backup}{kept}");
        return 0;
    }

    // Other bolt files lie in the root directory as well; that of a snapshotter has no version.
    private static void CheckIsMetadata(string backup, CommandFile file, CancellationToken cancellationToken)
    {
        using Database database = Database.Open(backup, file.Reading, cancellationToken);
        if (!database.View(static transaction => transaction.Bucket(Schema.Root)?.Get(Schema.VersionKey) is not null))
        {
            throw DaemonException.InvalidArgument($"{backup} is a bolt file, but not one of metadata");
        }
    }
}
