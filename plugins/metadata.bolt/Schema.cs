using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Namespaces;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata;

/// <summary>
/// The bucket tree of <c>meta.db</c>, as containerd has it (core/metadata/buckets.go), and the way to each bucket.
/// <code>
/// v1/
///   version                      varint, 4
///   &lt;namespace&gt;/
///     labels/&lt;key&gt;
///     images/&lt;name&gt;/             createdat updatedat  labels/  annotations/  target/{digest mediatype size}
///     containers/&lt;id&gt;/           createdat updatedat  spec image snapshotter snapshotKey sandboxid  runtime/{name options}  extensions/  labels/
///     snapshots/&lt;snapshotter&gt;/   (sequence: number of the last backend key)
///       &lt;key&gt;/                   name parent  children/&lt;key&gt;  createdat updatedat  labels/  committing (ours: see CommitSnapshot)
///     content/
///       blob/&lt;digest&gt;/           createdat updatedat  labels/  size
///       ingests/&lt;ref&gt;/           ref expireat expected
///     leases/&lt;id&gt;/               createdat  labels/  snapshots/&lt;snapshotter&gt;/&lt;key&gt;  content/&lt;digest&gt;  ingests/&lt;ref&gt;  images/&lt;name&gt;
///     sandboxes/&lt;id&gt;/            createdat updatedat  labels/  extensions/  spec sandboxer  runtime/{name options}
/// </code>
/// Buckets come into being with their first entry and stay when the last one goes. Keys we do not know are left alone.
/// </summary>
internal static class Schema
{
    /// <summary>The version that new files get. A file with a higher one is used as it is and keeps it.</summary>
    public const long Version = 4;

    public const string Root = "v1";
    public const string VersionKey = "version";

    public const string Labels = "labels";
    public const string Images = "images";
    public const string Containers = "containers";
    public const string Snapshots = "snapshots";
    public const string Content = "content";
    public const string Blobs = "blob";
    public const string Ingests = "ingests";
    public const string Leases = "leases";
    public const string Sandboxes = "sandboxes";

    public const string CreatedAt = "createdat";
    public const string UpdatedAt = "updatedat";

    /// <summary>The bucket of a namespace, or null.</summary>
    public static Bucket? Namespace(Transaction transaction, string name) => name.Length == 0 ? null : transaction.Bucket(Root)?.Bucket(name);

    /// <summary>The bucket of a namespace; made if it is absent, and then its name must be an identifier.</summary>
    public static Bucket CreateNamespace(Transaction transaction, string name)
    {
        Bucket root = transaction.CreateBucketIfNotExists(Root);
        if (name.Length > 0 && root.Bucket(name) is Bucket existing)
        {
            return existing;
        }

        Identifiers.Validate(name);
        return name == VersionKey
            ? throw new DaemonException(ErrorKind.Unknown, $"namespace \"{name}\": {BoltError.IncompatibleValue.Text()}")
            : root.CreateBucket(name);
    }

    /// <summary>A bucket below a namespace, or null if any bucket on the way is absent.</summary>
    public static Bucket? Find(Transaction transaction, string @namespace, string kind) => Namespace(transaction, @namespace)?.Bucket(kind);

    /// <summary>A bucket below a namespace; what is absent on the way is made.</summary>
    public static Bucket Create(Transaction transaction, string @namespace, string kind)
        => CreateNamespace(transaction, @namespace).CreateBucketIfNotExists(kind);

    public static Bucket? FindBlobs(Transaction transaction, string @namespace)
        => Find(transaction, @namespace, Content)?.Bucket(Blobs);

    public static Bucket CreateBlobs(Transaction transaction, string @namespace)
        => Create(transaction, @namespace, Content).CreateBucketIfNotExists(Blobs);

    public static Bucket? FindIngests(Transaction transaction, string @namespace)
        => Find(transaction, @namespace, Content)?.Bucket(Ingests);

    public static Bucket CreateIngests(Transaction transaction, string @namespace)
        => Create(transaction, @namespace, Content).CreateBucketIfNotExists(Ingests);

    public static Bucket? FindSnapshots(Transaction transaction, string @namespace, string snapshotter)
        => Find(transaction, @namespace, Snapshots)?.Bucket(snapshotter);

    public static Bucket CreateSnapshots(Transaction transaction, string @namespace, string snapshotter)
        => Create(transaction, @namespace, Snapshots).CreateBucketIfNotExists(snapshotter);

    /// <summary>The names of all namespaces, in the order of the file.</summary>
    public static IEnumerable<string> NamespaceNames(Transaction transaction)
        => transaction.Bucket(Root)?.BucketNames() ?? [];
}
