using PluginHost.Bench.Storage;

namespace PluginHost.Bench;

/// <summary>The measurements by name.</summary>
internal static class Measurements
{
    private static readonly Dictionary<string, Func<Report, Task>> All = new()
    {
        ["start"] = StartTime.MeasureAsync,
        ["memory"] = IdleMemory.MeasureAsync,
        ["version"] = VersionCalls.MeasureAsync,
        ["run"] = RunTime.MeasureAsync,
        ["import"] = ImportTime.MeasureAsync,
        ["import-newer"] = ImportTime.MeasureNewerAsync,
        ["updates"] = MetadataUpdates.MeasureAsync,
        ["snapshots"] = SnapshotCalls.MeasureAsync,
        ["collection"] = CollectionTime.MeasureAsync,
    };

    /// <summary>All names, in the order of the report.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    public static Func<Report, Task> Named(string name)
        => All.TryGetValue(name, out Func<Report, Task>? measurement)
            ? measurement
            : throw new ArgumentException($"no measurement is called {name}: {string.Join(", ", All.Keys)}");
}
