using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Filters;
using PluginHost.Namespaces;
using PluginHost.Plugins.Metadata.Values;
using PluginHost.Sandboxes;

namespace PluginHost.Plugins.Metadata.Sandboxes;

/// <summary>The sandboxes of one namespace (containerd core/metadata/sandbox.go). No event tells of them: their controllers do.</summary>
internal sealed class SandboxStore(MetadataContext context, RequestScope scope) : ISandboxStore
{
    private static readonly string[] ReplaceablePaths = ["labels", "extensions", "spec", "runtime"];

    public Task<SandboxRecord> GetAsync(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(context.View(transaction => SandboxBucket.Read(Existing(Sandboxes(transaction), id), id)));
    }

    public Task<IReadOnlyList<SandboxRecord>> ListAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FilterSet filter = Filtering.ParseObjects(filters, context.Logger);
        return Task.FromResult<IReadOnlyList<SandboxRecord>>(context.View(transaction =>
        {
            List<SandboxRecord> found = [];
            if (Sandboxes(transaction) is Bucket sandboxes)
            {
                foreach (string id in sandboxes.BucketNames())
                {
                    SandboxRecord sandbox = SandboxBucket.Read(sandboxes.Bucket(id)!, id);
                    if (filter.MatchesAll || filter.Match(new SandboxFields(sandbox)))
                    {
                        found.Add(sandbox);
                    }
                }
            }

            return found;
        }));
    }

    public async Task<SandboxRecord> CreateAsync(SandboxRecord sandbox, CancellationToken cancellationToken)
    {
        Validate(sandbox, "failed to validate sandbox: invalid sandbox ID");
        Timestamp now = Timestamp.Now(context.Clock);
        SandboxRecord created = sandbox with { Labels = FieldMask.WithoutEmpty(sandbox.Labels), CreatedAt = now, UpdatedAt = now };
        await context.ChangeAsync(
            transaction =>
            {
                Bucket sandboxes = Schema.Create(transaction, scope.Namespace, Schema.Sandboxes);
                if (sandboxes.Bucket(created.Id) is not null)
                {
                    throw DaemonException.AlreadyExists($"write error: sandbox bucket \"{created.Id}\" already exists");
                }

                WriteNew(sandboxes.CreateBucket(created.Id), created);
            },
            collectable: false,
            cancellationToken);
        return created;
    }

    public Task<SandboxRecord> UpdateAsync(SandboxRecord sandbox, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
    {
        Timestamp now = Timestamp.Now(context.Clock);
        return context.ChangeAsync(
            transaction =>
            {
                Bucket bucket = Existing(Sandboxes(transaction), sandbox.Id);
                SandboxRecord merged = Merge(SandboxBucket.Read(bucket, sandbox.Id), sandbox, fieldPaths);
                merged = merged with { Labels = FieldMask.WithoutEmpty(merged.Labels), UpdatedAt = now };
                SandboxBucket.Write(bucket, merged);
                return merged;
            },
            collectable: false,
            cancellationToken);
    }

    public Task DeleteAsync(string id, CancellationToken cancellationToken)
        => context.ChangeAsync(
            transaction =>
            {
                Bucket sandboxes = Sandboxes(transaction) ?? throw NoSandboxes();
                if (id.Length == 0 || sandboxes.Bucket(id) is null)
                {
                    throw DaemonException.NotFound($"failed to delete sandbox \"{id}\"");
                }

                sandboxes.DeleteBucket(id);
            },
            collectable: true,
            cancellationToken);

    private static void WriteNew(Bucket bucket, SandboxRecord sandbox)
    {
        try
        {
            SandboxBucket.Write(bucket, sandbox);
        }
        catch (DaemonException e)
        {
            throw e.Within("write error");
        }
    }

    private static void Validate(SandboxRecord sandbox, string doing)
    {
        try
        {
            Identifiers.Validate(sandbox.Id);
        }
        catch (DaemonException e)
        {
            throw e.Within(doing);
        }
    }

    // What the stored record becomes by an update of these paths; none means all that can be replaced.
    private static SandboxRecord Merge(SandboxRecord stored, SandboxRecord given, IReadOnlyList<string> fieldPaths)
    {
        if (fieldPaths.Count == 0)
        {
            if (stored.RuntimeName != given.RuntimeName)
            {
                throw DaemonException.InvalidArgument("sandbox.Runtime.Name field is immutable");
            }

            fieldPaths = ReplaceablePaths;
        }

        SandboxRecord merged = stored;
        foreach (string path in fieldPaths)
        {
            merged = path switch
            {
                "labels" => merged with { Labels = given.Labels },
                "extensions" => merged with { Extensions = given.Extensions },
                "runtime" => merged with { RuntimeName = given.RuntimeName, RuntimeOptions = given.RuntimeOptions },
                "spec" => merged with { Spec = given.Spec },
                _ when FieldMask.TryKey(path, "labels", out string? label) => merged with
                {
                    Labels = FieldMask.WithKey(merged.Labels, given.Labels, label),
                },
                _ when FieldMask.TryKey(path, "extensions", out string? name) => merged with
                {
                    Extensions = Extensions.With(merged.Extensions, given.Extensions, name),
                },
                _ => throw DaemonException.InvalidArgument($"cannot update \"{path}\" field on sandbox \"{stored.Id}\""),
            };
        }

        return merged;
    }

    private static DaemonException NoSandboxes() => DaemonException.NotFound("no sandbox buckets");

    private static Bucket Existing(Bucket? sandboxes, string id)
        => sandboxes is null ? throw NoSandboxes()
            : (id.Length == 0 ? null : sandboxes.Bucket(id)) ?? throw DaemonException.NotFound($"bucket \"{id}\" not found");

    private Bucket? Sandboxes(Transaction transaction) => Schema.Find(transaction, scope.Namespace, Schema.Sandboxes);
}
