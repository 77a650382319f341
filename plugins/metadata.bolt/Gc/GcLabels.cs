namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>The labels that the collector reads (containerd core/metadata/gc.go).</summary>
internal static class GcLabels
{
    /// <summary>What all of them begin with.</summary>
    public const string Prefix = "containerd.io/gc.";

    /// <summary>On content and snapshots, also as the beginning of a longer key: the object is a root.</summary>
    public const string Root = "containerd.io/gc.root";

    /// <summary>On leases and images, RFC 3339: from then on the object keeps nothing.</summary>
    public const string Expire = "containerd.io/gc.expire";

    /// <summary>On leases: what is attached is kept, but not what it refers to.</summary>
    public const string Flat = "containerd.io/gc.flat";

    /// <summary>The holder keeps what it names.</summary>
    public const string Reference = "containerd.io/gc.ref.";

    /// <summary>What is named keeps the holder.</summary>
    public const string BackReference = "containerd.io/gc.bref.";

    /// <summary>On images and content: the holder keeps a snapshot while a condition holds.</summary>
    public const string ConditionalSnapshot = "containerd.io/gc.cond.snapshot";

    /// <summary>On snapshots, RFC 3339: what the condition <c>usedat</c> compares with.</summary>
    public const string UsedAt = "containerd.io/gc.cond.value-usedat";
}
