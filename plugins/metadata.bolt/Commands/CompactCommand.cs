using PluginHost.Bolt.Care;

namespace PluginHost.Plugins.Metadata.Commands;

/// <summary><c>metadata compact</c>.</summary>
internal static class CompactCommand
{
    public static async Task<int> RunAsync(CommandFile file, CancellationToken cancellationToken)
    {
        using IDisposable root = file.Lock("compact");
        CompactionReport report = Compaction.Run(file.Path, file.Options, cancellationToken);
        await file.Output.WriteLineAsync($"{report.Path}: {report.BytesBefore} bytes before, {report.BytesAfter} now");
        return 0;
    }
}
