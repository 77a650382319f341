using PluginHost.Bolt;
using PluginHost.Bolt.Care;
using PluginHost.Plugins.Metadata.Storage;
using PluginHost.Proto.Services.MetadataV1;

namespace PluginHost.Plugins.Metadata.Commands;

/// <summary><c>metadata backup [FILE]</c>: by the daemon if one runs.</summary>
internal static class BackupCommand
{
    public static async Task<int> RunAsync(CommandFile file, string? path, CancellationToken cancellationToken)
    {
        using IDisposable? root = file.Context.TryLockRoot();
        if (root is null)
        {
            BackupRequest request = new() { Path = path ?? "" };
            BackupResponse made = await file.CallAsync((client, options) => client.BackupAsync(request, options), cancellationToken);
            return await TellAsync(file, new BackupReport(made.Path, made.Transaction, made.FileBytes));
        }

        using Database database = Database.Open(file.Path, file.Reading, cancellationToken);
        return await TellAsync(file, Backup.Write(database, path ?? FileCare.DefaultName(file.Path, file.Context.Clock)));
    }

    private static async Task<int> TellAsync(CommandFile file, BackupReport report)
    {
        await file.Output.WriteLineAsync($"{report.Path}: transaction {report.TransactionId}, {report.FileBytes} bytes, verified");
        return 0;
    }
}
