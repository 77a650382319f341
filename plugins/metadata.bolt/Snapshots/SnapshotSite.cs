using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Plugins.Metadata.Concurrency;
using PluginHost.Snapshots;

namespace PluginHost.Plugins.Metadata.Snapshots;

/// <summary>Where the snapshots of one call are: context, namespace, name of the snapshotter, and the snapshotter itself.</summary>
internal sealed record SnapshotSite(MetadataContext Context, RequestScope Scope, string Name, ISnapshotter Backend)
{
    public ObjectClaims Objects => Context.Objects.Snapshots(Name);

    public Bucket? Find(Transaction transaction) => Schema.FindSnapshots(transaction, Scope.Namespace, Name);

    public Bucket Create(Transaction transaction) => Schema.CreateSnapshots(transaction, Scope.Namespace, Name);

    /// <summary>The bucket of a snapshot. NotFound.</summary>
    public Bucket Existing(Transaction transaction, string key) => Existing(Find(transaction), key);

    public static Bucket Existing(Bucket? snapshots, string key)
        => FindRecord(snapshots, key) ?? throw DaemonException.NotFound($"snapshot {key} does not exist");

    public static Bucket? FindRecord(Bucket? snapshots, string key) => key.Length == 0 ? null : snapshots?.Bucket(key);

    /// <summary>Calls that change one of these records wait for each other; their backends do not hold up anybody else.</summary>
    public ValueTask<IDisposable> LockAsync(string key, string other, CancellationToken cancellationToken)
        => Context.Objects.Records.EnterAsync(LockName(key), LockName(other), cancellationToken);

    public static void RequireKey(string key)
    {
        if (key.Length == 0)
        {
            throw DaemonException.InvalidArgument("snapshot key must not be empty");
        }
    }

    private string LockName(string key) => $"snapshot\0{Scope.Namespace}\0{Name}\0{key}";
}
