namespace PluginHost.Plugins.Metadata.Content.Check;

/// <summary>What to check, and how.</summary>
/// <param name="Parallel">Blobs read at the same time; 0: as many as there are processors.</param>
/// <param name="Namespace">Only what this namespace has; empty: all, also blobs without a record.</param>
/// <param name="Filters">Of blobs, as in lists; none: all.</param>
internal sealed record CheckOptions(int Parallel, string Namespace, IReadOnlyList<string> Filters)
{
    /// <summary>More readers at once only wait for each other.</summary>
    public const int MostParallel = 256;

    public int Workers => Parallel == 0 ? Environment.ProcessorCount : Math.Clamp(Parallel, 1, MostParallel);
}
