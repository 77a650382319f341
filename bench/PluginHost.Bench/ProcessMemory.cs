using System.Globalization;

namespace PluginHost.Bench;

/// <summary>What a process has in memory, in MiB, from <c>/proc/&lt;pid&gt;/smaps_rollup</c>.</summary>
internal sealed record ProcessMemory(double Resident, double Private)
{
    public static async Task<ProcessMemory> ReadAsync(int process)
    {
        string[] lines = await File.ReadAllLinesAsync($"/proc/{process}/smaps_rollup");
        return new ProcessMemory(Sum(lines, "Rss:"), Sum(lines, "Private_Clean:") + Sum(lines, "Private_Dirty:"));
    }

    private static double Sum(string[] lines, string name)
        => lines.Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)) / 1024;
}
