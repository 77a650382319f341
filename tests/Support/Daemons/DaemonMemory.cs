using System.Globalization;

namespace PluginHost.Testing.Daemons;

/// <summary>The peak of resident memory of a process since this object was made (proc(5): clear_refs 5, VmHWM).</summary>
public sealed class DaemonMemory
{
    private readonly int _processId;
    private readonly int _start;

    public DaemonMemory(int processId)
    {
        _processId = processId;
        File.WriteAllText($"/proc/{processId}/clear_refs", "5");
        _start = PeakInMegabytes();
    }

    /// <summary>The peak, less what was resident at the start.</summary>
    public int GrowthInMegabytes() => PeakInMegabytes() - _start;

    private int PeakInMegabytes()
    {
        string line = File.ReadLines($"/proc/{_processId}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));

        return int.Parse(line["VmHWM:".Length..^"kB".Length], CultureInfo.InvariantCulture) / 1024;
    }
}
