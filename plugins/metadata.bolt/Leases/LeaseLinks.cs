using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Images;
using PluginHost.Plugins.Metadata.Gc;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Leases;

/// <summary>
/// Attaches what a call makes to the lease it brought, and detaches what it deletes. Attaching to a lease that does not exist is NotFound;
/// a call without a lease changes nothing.
/// </summary>
internal static class LeaseLinks
{
    /// <summary>Refuses a lease that does not exist.</summary>
    public static void Require(Transaction transaction, RequestScope scope) => _ = Lease(transaction, scope);

    public static void AddContent(Transaction transaction, RequestScope scope, string digest)
        => Lease(transaction, scope)?.CreateBucketIfNotExists(LeaseBucket.Content).PutMark(digest);

    public static void AddIngest(Transaction transaction, RequestScope scope, string @ref)
        => Lease(transaction, scope)?.CreateBucketIfNotExists(LeaseBucket.Ingests).PutMark(@ref);

    public static void AddSnapshot(Transaction transaction, RequestScope scope, string snapshotter, string key)
        => Lease(transaction, scope)?.CreateBucketIfNotExists(LeaseBucket.Snapshots).CreateBucketIfNotExists(snapshotter).PutMark(key);

    /// <summary>Attaches an image that expires; others need no lease, because an image is a root.</summary>
    public static void AddImage(Transaction transaction, RequestScope scope, ImageRecord image)
    {
        if (image.Labels.ContainsKey(GcLabels.Expire))
        {
            Lease(transaction, scope)?.CreateBucketIfNotExists(LeaseBucket.Images).PutMark(image.Name);
        }
    }

    public static void RemoveContent(Transaction transaction, RequestScope scope, string digest)
        => Find(transaction, scope)?.Bucket(LeaseBucket.Content)?.Delete(digest);

    public static void RemoveIngest(Transaction transaction, RequestScope scope, string @ref)
        => Find(transaction, scope)?.Bucket(LeaseBucket.Ingests)?.Delete(@ref);

    public static void RemoveSnapshot(Transaction transaction, RequestScope scope, string snapshotter, string key)
        => Find(transaction, scope)?.Bucket(LeaseBucket.Snapshots)?.Bucket(snapshotter)?.Delete(key);

    public static void RemoveImage(Transaction transaction, RequestScope scope, string name)
        => Find(transaction, scope)?.Bucket(LeaseBucket.Images)?.Delete(name);

    /// <summary>True when the call brought a lease and it exists.</summary>
    public static bool Exists(Transaction transaction, RequestScope scope) => Find(transaction, scope) is not null;

    private static Bucket? Lease(Transaction transaction, RequestScope scope)
        => scope.HasLease ? Find(transaction, scope) ?? throw DaemonException.NotFound("lease does not exist") : null;

    private static Bucket? Find(Transaction transaction, RequestScope scope)
        => scope.HasLease ? Schema.Find(transaction, scope.Namespace, Schema.Leases)?.Bucket(scope.LeaseId!) : null;
}
