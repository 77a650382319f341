using System.Collections.Concurrent;

namespace PluginHost.Plugins.Metadata.Concurrency;

/// <summary>Who works on which object of the backends right now.</summary>
internal sealed class BackendObjects
{
    private readonly ConcurrentDictionary<string, ObjectClaims> _snapshots = new(StringComparer.Ordinal);

    /// <summary>By digest.</summary>
    public ObjectClaims Blobs { get; } = new();

    /// <summary>By backend ref.</summary>
    public ObjectClaims Ingests { get; } = new();

    /// <summary>Calls that change the same snapshot record, or open the same ingest, come one after the other.</summary>
    public KeyedLock Records { get; } = new();

    /// <summary>By backend key.</summary>
    public ObjectClaims Snapshots(string snapshotter) => _snapshots.GetOrAdd(snapshotter, static _ => new ObjectClaims());
}
