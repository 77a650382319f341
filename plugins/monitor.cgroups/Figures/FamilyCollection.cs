using PluginHost.Metrics;

namespace PluginHost.Plugins.Cgroups.Figures;

/// <summary>Gathers the samples of all tasks under the names of their metrics. All are gauges, as containerd's.</summary>
internal sealed class FamilyCollection
{
    private const string Prefix = "container_";

    private readonly Dictionary<string, (string Help, List<MetricValue> Samples)> _families = new(StringComparer.Ordinal);

    /// <summary>Adds what a task has.</summary>
    /// <param name="kinds">The metrics to read.</param>
    /// <param name="figures">The task's.</param>
    /// <param name="labels">The task's.</param>
    public void Add<TFigures>(IReadOnlyList<Figure<TFigures>> kinds, TFigures figures, IReadOnlyDictionary<string, string> labels)
    {
        foreach (Figure<TFigures> kind in kinds)
        {
            foreach (Point point in kind.Read(figures))
            {
                KeyValuePair<string, string>[] all = [.. labels.Concat(point.Labels).OrderBy(label => label.Key, StringComparer.Ordinal)];
                SamplesOf(kind.Name, kind.Help).Add(new MetricValue(all, point.Value));
            }
        }
    }

    public IReadOnlyList<MetricFamily> ToList()
        => [.. _families.Select(family => new MetricFamily(family.Key, MetricKind.Gauge, family.Value.Help, family.Value.Samples))];

    private List<MetricValue> SamplesOf(string name, string help)
    {
        if (!_families.TryGetValue(Prefix + name, out (string Help, List<MetricValue> Samples) family))
        {
            family = _families[Prefix + name] = (help, []);
        }

        return family.Samples;
    }
}
