using PluginHost.Bolt;
using PluginHost.Containers;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Filters;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Containers;

/// <summary>The containers of one namespace.</summary>
internal sealed class ContainerStore(MetadataContext context, RequestScope scope) : IContainerStore
{
    private static readonly string[] ReplaceablePaths = ["labels", "spec", "extensions", "image", "snapshotkey"];

    public Task<ContainerRecord> GetAsync(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(context.View(transaction =>
        {
            Bucket bucket = Find(Containers(transaction), id)
                ?? throw DaemonException.NotFound($"container \"{id}\" in namespace \"{scope.Namespace}\"");
            return ContainerBucket.Read(bucket, id);
        }));
    }

    public Task<IReadOnlyList<ContainerRecord>> ListAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FilterSet filter = Filtering.ParseObjects(filters, context.Logger);
        return Task.FromResult<IReadOnlyList<ContainerRecord>>(context.View(transaction =>
        {
            List<ContainerRecord> found = [];
            if (Containers(transaction) is Bucket containers)
            {
                foreach (string id in containers.BucketNames())
                {
                    ContainerRecord container = ContainerBucket.Read(containers.Bucket(id)!, id);
                    if (filter.MatchesAll || filter.Match(new ContainerFields(container)))
                    {
                        found.Add(container);
                    }
                }
            }

            return found;
        }));
    }

    public async Task<ContainerRecord> CreateAsync(ContainerRecord container, CancellationToken cancellationToken)
    {
        ContainerRules.Validate(container, "create container failed validation");
        Timestamp now = Timestamp.Now(context.Clock);
        ContainerRecord created = container with
        {
            Labels = FieldMask.WithoutEmpty(container.Labels),
            CreatedAt = now,
            UpdatedAt = now,
        };
        await context.ChangeAsync(
            transaction =>
            {
                Bucket containers = Schema.Create(transaction, scope.Namespace, Schema.Containers);
                if (containers.Bucket(created.Id) is not null)
                {
                    throw DaemonException.AlreadyExists($"container \"{created.Id}\"");
                }

                Write(containers.CreateBucket(created.Id), created);
            },
            collectable: false,
            cancellationToken);
        await context.PublishAsync(
            scope.Namespace, new ContainerCreated(created.Id, created.Image, created.RuntimeName, created.RuntimeOptions));
        return created;
    }

    public async Task<ContainerRecord> UpdateAsync(
        ContainerRecord container, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
    {
        if (container.Id.Length == 0)
        {
            throw new DaemonException(ErrorKind.InvalidArgument, "Container.ID required");
        }

        Timestamp now = Timestamp.Now(context.Clock);
        ContainerRecord updated = await context.ChangeAsync(
            transaction =>
            {
                Bucket containers = Containers(transaction) ?? throw DaemonException.NotFound(
                    $"cannot update container \"{container.Id}\" in namespace \"{scope.Namespace}\"");
                Bucket bucket = containers.Bucket(container.Id) ?? throw DaemonException.NotFound($"container \"{container.Id}\"");
                ContainerRecord merged = Merge(ContainerBucket.Read(bucket, container.Id), container, fieldPaths) with { UpdatedAt = now };
                ContainerRules.Validate(merged, "update failed validation");
                Write(bucket, merged);
                return merged;
            },
            collectable: false,
            cancellationToken);
        updated = updated with { Labels = FieldMask.WithoutEmpty(updated.Labels) };
        await context.PublishAsync(
            scope.Namespace, new ContainerUpdated(updated.Id, updated.Image, updated.Labels, updated.SnapshotKey));
        return updated;
    }

    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        await context.ChangeAsync(
            transaction =>
            {
                Bucket containers = Containers(transaction)
                    ?? throw DaemonException.NotFound($"cannot delete container \"{id}\" in namespace \"{scope.Namespace}\"");
                if (Find(containers, id) is null)
                {
                    throw DaemonException.NotFound($"container {id}");
                }

                containers.DeleteBucket(id);
            },
            collectable: true,
            cancellationToken);
        await context.PublishAsync(scope.Namespace, new ContainerDeleted(id));
    }

    // What the stored record becomes by an update of these paths; none means all that can be replaced.
    private static ContainerRecord Merge(ContainerRecord stored, ContainerRecord given, IReadOnlyList<string> fieldPaths)
    {
        if (fieldPaths.Count == 0)
        {
            if (stored.Snapshotter != given.Snapshotter)
            {
                throw DaemonException.InvalidArgument("container.Snapshotter field is immutable");
            }

            if (stored.RuntimeName != given.RuntimeName)
            {
                throw DaemonException.InvalidArgument("container.Runtime.Name field is immutable");
            }

            fieldPaths = ReplaceablePaths;
        }

        ContainerRecord merged = stored;
        foreach (string path in fieldPaths)
        {
            merged = path switch
            {
                "labels" => merged with { Labels = given.Labels },
                "spec" => merged with { Spec = given.Spec },
                "extensions" => merged with { Extensions = given.Extensions },
                "image" => merged with { Image = given.Image },
                "snapshotkey" => merged with { SnapshotKey = given.SnapshotKey },
                _ when FieldMask.TryKey(path, "labels", out string? label) => merged with
                {
                    Labels = FieldMask.WithKey(merged.Labels, given.Labels, label),
                },
                _ when FieldMask.TryKey(path, "extensions", out string? name) => merged with
                {
                    Extensions = Values.Extensions.With(merged.Extensions, given.Extensions, name),
                },
                _ => throw DaemonException.InvalidArgument($"cannot update \"{path}\" field on \"{stored.Id}\""),
            };
        }

        return merged;
    }

    private static void Write(Bucket bucket, ContainerRecord container)
    {
        try
        {
            ContainerBucket.Write(bucket, container);
        }
        catch (DaemonException e)
        {
            throw e.Within($"failed to write container \"{container.Id}\"");
        }
    }

    private static Bucket? Find(Bucket? containers, string id) => id.Length == 0 ? null : containers?.Bucket(id);

    private Bucket? Containers(Transaction transaction) => Schema.Find(transaction, scope.Namespace, Schema.Containers);
}
