namespace PluginHost.Gc;

/// <summary>Something outside the metadata that a collection keeps or removes, as it was when it was listed.</summary>
/// <param name="Namespace">Where it is; references never leave a namespace.</param>
/// <param name="Name">Unique in the namespace among the resources of one collector.</param>
public sealed record CollectedResource(string Namespace, string Name)
{
    /// <summary>Changes whenever the resource is made anew, leased, activated or labelled: what has changed since it was listed is not removed.</summary>
    public long Version { get; init; }

    /// <summary>It is in use, and kept whether or not anything refers to it.</summary>
    public bool Active { get; init; }

    /// <summary>The lease that keeps it; null: none.</summary>
    public string? Lease { get; init; }

    /// <summary>Of its labels those that begin with <c>containerd.io/gc.bref.</c> count: what they name keeps it.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
