namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>What a node of the graph is; the numbers are containerd's.</summary>
internal enum GcKind
{
    Content = 1,
    Snapshot = 2,
    Container = 3,
    Image = 5,
    Lease = 6,
    Ingest = 7,

    /// <summary>Of a collector outside the metadata, which has numbers of its own with containerd.</summary>
    Resource = 8,
}
