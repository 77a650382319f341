using PluginHost.Bolt.Care;
using PluginHost.Plugins.Metadata.Storage;
using PluginHost.Proto.Services.MetadataV1;

namespace PluginHost.Plugins.Metadata.Commands;

/// <summary><c>metadata check</c>: of the file itself, or by the daemon that has it open.</summary>
internal static class CheckCommand
{
    public static async Task<int> RunAsync(CommandFile file, CancellationToken cancellationToken)
    {
        using IDisposable? root = file.Context.TryLockRoot();
        if (root is null)
        {
            CheckResponse found = await file.CallAsync(
                static (client, options) => client.CheckAsync(new CheckRequest(), options), cancellationToken);
            StateReport state = new(found.Transaction, found.PageSize, found.FileBytes, found.FreeBytes, [.. found.Damage], [.. found.Oddities]);
            await WriteAsync(file, state, "open in the daemon");
            return state.Damage.Count == 0 ? 0 : 1;
        }

        InspectionReport report = Inspection.Run(file.Path, file.Options.LockTimeout, cancellationToken);
        await WriteAsync(file, report.Last, "no daemon has it open");
        if (report.MetaFault is not null)
        {
            await file.Output.WriteLineAsync($"  {report.MetaFault}");
        }

        if (report.Last.Damage.Count == 0)
        {
            return 0;
        }

        await file.Output.WriteLineAsync(Advice(file, report));
        return 1;
    }

    private static string Advice(CommandFile file, InspectionReport report)
    {
        string restore = Recovery.Command(file.Path, file.Context.DaemonRoot);
        return report.Previous.Damage.Count == 0
            ? $"  the state before it (transaction {report.Previous.TransactionId}) is whole: the daemon will go back to it when it starts, and keep\n"
                + $"  the damaged file as {file.Path}{CheckedOpening.DamagedSuffix}; to restore a backup instead: {restore}"
            : report.Last.TransactionId is null
                ? $"  no state of it can be used: restore a backup: {restore}"
                : $"  the state before it is damaged too: the daemon can only read what is whole; restore a backup: {restore}";
    }

    private static async Task WriteAsync(CommandFile file, StateReport state, string where)
    {
        await file.Output.WriteLineAsync($"{file.Path}: {(state.Damage.Count == 0 ? "ok" : "damaged")}");
        if (state.TransactionId is ulong transaction)
        {
            await file.Output.WriteLineAsync(
                $"  transaction {transaction}, {state.FileBytes} bytes, {state.FreeBytes} of them free, pages of {state.PageSize} bytes; {where}");
        }

        foreach (string fault in state.Damage.Concat(state.Oddities.Select(static oddity => $"harmless: {oddity}")))
        {
            await file.Output.WriteLineAsync($"  {fault}");
        }
    }
}
