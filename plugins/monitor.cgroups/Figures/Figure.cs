namespace PluginHost.Plugins.Cgroups.Figures;

/// <summary>One metric that is read out of the figures of a task.</summary>
/// <typeparam name="TFigures">The message that the shim gives.</typeparam>
/// <param name="Name">Of the metric, unit included.</param>
/// <param name="Help">containerd's text.</param>
/// <param name="Read">Its points; none when the task has no such figure.</param>
internal sealed record Figure<TFigures>(string Name, string Help, Func<TFigures, IEnumerable<Point>> Read)
{
    /// <summary>A metric with at most one point: <paramref name="read"/> gives null when there is none.</summary>
    public static Figure<TFigures> Single(string name, string help, Func<TFigures, ulong?> read)
        => new(name, help, figures => read(figures) is { } value ? [new Point(value, [])] : []);
}
