namespace PluginHost.Bench;

/// <summary>The measurements by name.</summary>
internal static class Measurements
{
    public static Func<Report, Task> Named(string name) => name switch
    {
        "start" => StartTime.MeasureAsync,
        "memory" => IdleMemory.MeasureAsync,
        "version" => VersionCalls.MeasureAsync,
        "run" => RunTime.MeasureAsync,
        "import" => ImportTime.MeasureAsync,
        _ => throw new ArgumentException($"no measurement is called {name}: start, memory, version, run, import"),
    };
}
