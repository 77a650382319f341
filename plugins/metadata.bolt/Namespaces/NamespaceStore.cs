using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Namespaces;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Namespaces;

/// <summary>Namespaces and their labels.</summary>
internal sealed class NamespaceStore(MetadataContext context) : INamespaceStore
{
    public Task<IReadOnlyDictionary<string, string>> LabelsAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(context.View(transaction => Labels(transaction, name)));
    }

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<string>>(context.View(static transaction => Schema.NamespaceNames(transaction).ToList()));
    }

    public async Task CreateAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        Identifiers.Validate(name);
        ValidateLabels(labels, ErrorKind.InvalidArgument);
        await context.ChangeAsync(
            transaction =>
            {
                if (Schema.Namespace(transaction, name) is not null)
                {
                    throw DaemonException.AlreadyExists($"namespace \"{name}\"");
                }

                Schema.CreateNamespace(transaction, name).PutMap(Schema.Labels, labels);
            },
            collectable: false,
            cancellationToken);
        await context.PublishAsync(name, new NamespaceCreated(name, labels));
    }

    public async Task ReplaceLabelsAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        ValidateLabels(labels, ErrorKind.Unknown);
        Identifiers.Validate(name);
        await context.ChangeAsync(
            transaction =>
            {
                // Nothing to write is no reason to make the namespace.
                Bucket? bucket = labels.Count == 0 ? Schema.Namespace(transaction, name) : Schema.CreateNamespace(transaction, name);
                bucket?.PutMap(Schema.Labels, labels);
            },
            collectable: false,
            cancellationToken);
        await context.PublishAsync(name, new NamespaceUpdated(name, labels));
    }

    public async Task SetLabelsAsync(
        string name, IReadOnlyDictionary<string, string> labels, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        ValidateLabels(labels.Where(label => keys.Contains(label.Key)).ToDictionary(StringComparer.Ordinal), ErrorKind.Unknown);
        await context.ChangeAsync(
            transaction =>
            {
                Bucket bucket = Schema.CreateNamespace(transaction, name);
                IReadOnlyDictionary<string, string> merged = bucket.Map(Schema.Labels);
                foreach (string key in keys)
                {
                    merged = FieldMask.WithKey(merged, labels, key);
                }

                bucket.PutMap(Schema.Labels, merged);
            },
            collectable: false,
            cancellationToken);

        // All labels of the request, as containerd tells them, whichever of them were to be set.
        await context.PublishAsync(name, new NamespaceUpdated(name, labels));
    }

    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await context.ChangeAsync(
            transaction =>
            {
                Bucket bucket = Schema.Namespace(transaction, name) ?? throw DaemonException.NotFound($"namespace \"{name}\"");
                List<string> left = Objects(bucket);
                if (left.Count > 0)
                {
                    throw DaemonException.FailedPrecondition(
                        $"namespace \"{name}\" must be empty, but it still has {string.Join(", ", left)}");
                }

                transaction.Bucket(Schema.Root)!.DeleteBucket(name);
            },
            collectable: true,
            cancellationToken);

        // Its ingests have lost their records.
        context.Dirty.MarkContent();
        await context.PublishAsync(name, new NamespaceDeleted(name));
    }

    private static IReadOnlyDictionary<string, string> Labels(Transaction transaction, string name)
        => Schema.Namespace(transaction, name)?.Map(Schema.Labels) ?? new Dictionary<string, string>();

    // The kinds of objects that keep a namespace from being deleted.
    private static List<string> Objects(Bucket @namespace)
    {
        List<string> kinds = [];
        if (@namespace.Bucket(Schema.Images).HasEntries())
        {
            kinds.Add("images");
        }

        if ((@namespace.Bucket(Schema.Content)?.Bucket(Schema.Blobs)).HasEntries())
        {
            kinds.Add("blobs");
        }

        if (@namespace.Bucket(Schema.Containers).HasEntries())
        {
            kinds.Add("containers");
        }

        if (@namespace.Bucket(Schema.Snapshots) is Bucket snapshotters)
        {
            kinds.AddRange(snapshotters.BucketNames()
                .Where(snapshotter => snapshotters.Bucket(snapshotter).HasEntries())
                .Select(static snapshotter => $"snapshots on \"{snapshotter}\" snapshotter"));
        }

        return kinds;
    }

    private static void ValidateLabels(IReadOnlyDictionary<string, string> labels, ErrorKind kind)
    {
        try
        {
            LabelRules.Validate(labels);
        }
        catch (DaemonException e)
        {
            throw new DaemonException(kind, $"namespace.Labels: {e.Message}", e);
        }
    }
}
