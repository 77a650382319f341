namespace PluginHost.Bench;

/// <summary>Memory some seconds after the start.</summary>
internal static class IdleMemory
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(10);

    public static async Task MeasureAsync(Report report)
    {
        await using Daemons daemons = await Daemons.StartAsync();
        await Task.Delay(Settle);
        ProcessMemory ours = await ProcessMemory.ReadAsync(daemons.Ours.ProcessId);
        ProcessMemory theirs = await ProcessMemory.ReadAsync(daemons.Theirs.ProcessId);
        report.Add("idle resident memory", "MiB", [ours.Resident], [theirs.Resident]);
        report.Add("idle private memory", "MiB", [ours.Private], [theirs.Private]);
    }
}
