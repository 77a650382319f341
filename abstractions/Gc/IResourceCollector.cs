namespace PluginHost.Gc;

/// <summary>
/// Brings things outside the metadata under the garbage collector, such as mounts and streams (containerd core/metadata/gc.go, Collector). A resource stays
/// while it is active, while its lease lives, while a label <c>containerd.io/gc.ref.&lt;word&gt;</c> (or that with <c>.x</c> or <c>/x</c> behind it) of something
/// that stays names it, or while something stays that its own back references name.
/// </summary>
public interface IResourceCollector
{
    /// <summary>The word in reference labels, for example <c>mount</c>. Not content, snapshot, image or container.</summary>
    string Word { get; }

    /// <summary>All resources there are. One that fails, or takes half a minute, is left out of the collection.</summary>
    Task<IReadOnlyList<CollectedResource>> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes garbage away from everybody: from now on nobody finds it. Those that have changed since they were listed stay. Called while no change
    /// of the metadata can be made, so it waits for nothing.
    /// </summary>
    /// <returns>Those that were taken.</returns>
    IReadOnlyList<CollectedResource> Withdraw(IReadOnlyList<CollectedResource> garbage);

    /// <summary>Gives back what the withdrawn resources hold, while everybody works on. What fails is up to the collector to try again.</summary>
    Task ReleaseAsync(IReadOnlyList<CollectedResource> withdrawn, CancellationToken cancellationToken);
}
