using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Filters;
using PluginHost.Images;
using PluginHost.Oci;
using PluginHost.Plugins.Metadata.Leases;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Images;

/// <summary>The images of one namespace.</summary>
internal sealed class ImageStore(MetadataContext context, RequestScope scope) : IImageStore
{
    private static readonly string[] ReplaceablePaths = ["labels", "target"];

    public Task<ImageRecord> GetAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(context.View(transaction => ImageBucket.Read(Existing(Images(transaction), name), name)));
    }

    public Task<IReadOnlyList<ImageRecord>> ListAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FilterSet filter = Filtering.ParseObjects(filters, context.Logger);
        return Task.FromResult<IReadOnlyList<ImageRecord>>(context.View(transaction =>
        {
            List<ImageRecord> found = [];
            if (Images(transaction) is Bucket images)
            {
                foreach (string name in images.BucketNames())
                {
                    ImageRecord image = ImageBucket.Read(images.Bucket(name)!, name);
                    if (filter.MatchesAll || filter.Match(new ImageFields(image)))
                    {
                        found.Add(image);
                    }
                }
            }

            return found;
        }));
    }

    public async Task<ImageRecord> CreateAsync(ImageRecord image, Timestamp? sourceDate, CancellationToken cancellationToken)
    {
        ImageRules.Validate(image);
        Timestamp now = sourceDate ?? Timestamp.Now(context.Clock);
        ImageRecord created = AsStored(image) with { CreatedAt = now, UpdatedAt = now };
        await context.ChangeAsync(
            transaction =>
            {
                Bucket images = Schema.Create(transaction, scope.Namespace, Schema.Images);
                if (images.Bucket(created.Name) is not null)
                {
                    throw DaemonException.AlreadyExists($"image \"{created.Name}\"");
                }

                LeaseLinks.AddImage(transaction, scope, created);
                ImageBucket.Write(images.CreateBucket(created.Name), created);
            },
            collectable: false,
            cancellationToken);
        await context.PublishAsync(scope.Namespace, new ImageCreated(created.Name, created.Labels));
        return created;
    }

    public async Task<ImageRecord> UpdateAsync(
        ImageRecord image, IReadOnlyList<string> fieldPaths, Timestamp? sourceDate, CancellationToken cancellationToken)
    {
        ImageRules.ValidateName(image.Name);
        Timestamp now = sourceDate ?? Timestamp.Now(context.Clock);
        ImageRecord updated = await context.ChangeAsync(
            transaction =>
            {
                Bucket bucket = Existing(Images(transaction), image.Name);
                ImageRecord merged = Merge(ImageBucket.Read(bucket, image.Name), image, fieldPaths);
                ImageRules.Validate(merged);
                merged = AsStored(merged) with { UpdatedAt = now };
                LeaseLinks.AddImage(transaction, scope, merged);
                ImageBucket.Write(bucket, merged);
                return merged;
            },
            collectable: false,
            cancellationToken);
        await context.PublishAsync(scope.Namespace, new ImageUpdated(updated.Name, updated.Labels));
        return updated;
    }

    public async Task DeleteAsync(string name, Digest? target, CancellationToken cancellationToken)
    {
        await context.ChangeAsync(
            transaction =>
            {
                Bucket? images = Images(transaction);
                Bucket bucket = Existing(images, name);
                string stored = bucket.Bucket(ImageBucket.Target)?.Text(ImageBucket.TargetDigest) ?? "";
                if (target is Digest wanted && stored != wanted.ToString())
                {
                    throw DaemonException.NotFound($"image \"{name}\" has target {stored}, not {wanted}");
                }

                LeaseLinks.RemoveImage(transaction, scope, name);
                images!.DeleteBucket(name);
            },
            collectable: true,
            cancellationToken);
        await context.PublishAsync(scope.Namespace, new ImageDeleted(name));
    }

    // What the stored record becomes by an update of these paths; none means all but name and creation time.
    private static ImageRecord Merge(ImageRecord stored, ImageRecord given, IReadOnlyList<string> fieldPaths)
    {
        ImageRecord merged = stored;
        foreach (string path in fieldPaths.Count == 0 ? ReplaceablePaths : fieldPaths)
        {
            merged = path switch
            {
                "labels" => merged with { Labels = given.Labels },
                "target" => merged with { Target = given.Target },
                "annotations" => merged with { Target = merged.Target with { Annotations = given.Target.Annotations } },
                _ when FieldMask.TryKey(path, "labels", out string? label) => merged with
                {
                    Labels = FieldMask.WithKey(merged.Labels, given.Labels, label),
                },
                _ when FieldMask.TryKey(path, "annotations", out string? annotation) => merged with
                {
                    Target = merged.Target with
                    {
                        Annotations = FieldMask.WithKey(merged.Target.Annotations, given.Target.Annotations, annotation),
                    },
                },
                _ => throw DaemonException.InvalidArgument($"cannot update \"{path}\" field on image \"{stored.Name}\""),
            };
        }

        return merged;
    }

    // Only this much of a record is stored.
    private static ImageRecord AsStored(ImageRecord image) => image with
    {
        Labels = FieldMask.WithoutEmpty(image.Labels),
        Target = new Descriptor
        {
            Digest = image.Target.Digest,
            MediaType = image.Target.MediaType,
            Size = image.Target.Size,
            Annotations = FieldMask.WithoutEmpty(image.Target.Annotations),
        },
    };

    private static Bucket Existing(Bucket? images, string name)
        => (name.Length == 0 ? null : images?.Bucket(name)) ?? throw DaemonException.NotFound($"image \"{name}\"");

    private Bucket? Images(Transaction transaction) => Schema.Find(transaction, scope.Namespace, Schema.Images);
}
