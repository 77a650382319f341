using System.Globalization;
using PluginHost.Testing.Daemons;

namespace PluginHost.Bench;

/// <summary>Memory some seconds after the start, from <c>/proc/&lt;pid&gt;/smaps_rollup</c>.</summary>
internal static class IdleMemory
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(10);

    public static async Task MeasureAsync(Report report)
    {
        await using Daemons daemons = await Daemons.StartAsync();
        await Task.Delay(Settle);
        (double Resident, double Private) ours = await ReadAsync(daemons.Ours);
        (double Resident, double Private) theirs = await ReadAsync(daemons.Theirs);
        report.Add("idle resident memory", "MiB", [ours.Resident], [theirs.Resident]);
        report.Add("idle private memory", "MiB", [ours.Private], [theirs.Private]);
    }

    private static async Task<(double Resident, double Private)> ReadAsync(TestDaemon daemon)
    {
        string[] lines = await File.ReadAllLinesAsync($"/proc/{daemon.ProcessId}/smaps_rollup");
        return (Sum(lines, "Rss:"), Sum(lines, "Private_Clean:") + Sum(lines, "Private_Dirty:"));
    }

    private static double Sum(string[] lines, string name)
        => lines.Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)) / 1024;
}
