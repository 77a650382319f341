namespace PluginHost.Gc;

/// <summary>The scheduler of collections.</summary>
public interface IGarbageCollector
{
    /// <summary>Starts a collection, or joins the next one, and waits until it has removed what nothing refers to.</summary>
    Task<GcStatistics> CollectAsync(CancellationToken cancellationToken);
}
