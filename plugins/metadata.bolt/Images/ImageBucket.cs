using PluginHost.Bolt;
using PluginHost.Images;
using PluginHost.Oci;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Images;

/// <summary>An image in its bucket (<see cref="Schema"/>). The annotations of the target lie beside it.</summary>
internal static class ImageBucket
{
    public const string Target = "target";
    public const string TargetDigest = "digest";
    private const string TargetMediaType = "mediatype";
    private const string TargetSize = "size";
    private const string Annotations = "annotations";

    public static ImageRecord Read(Bucket bucket, string name)
    {
        try
        {
            return new ImageRecord
            {
                Name = name,
                Labels = bucket.Map(Schema.Labels),
                Target = ReadTarget(bucket),
                CreatedAt = bucket.Time(Schema.CreatedAt),
                UpdatedAt = bucket.Time(Schema.UpdatedAt),
            };
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"image \"{name}\": {e.Message}", e);
        }
    }

    public static void Write(Bucket bucket, ImageRecord image)
    {
        bucket.PutTime(Schema.CreatedAt, image.CreatedAt);
        bucket.PutTime(Schema.UpdatedAt, image.UpdatedAt);
        bucket.PutMap(Schema.Labels, image.Labels, $"writing labels for image {image.Name}: ");
        bucket.PutMap(Annotations, image.Target.Annotations);
        Bucket target = bucket.CreateBucketIfNotExists(Target);
        target.PutText(TargetDigest, image.Target.Digest.ToString());
        target.PutText(TargetMediaType, image.Target.MediaType);
        target.PutNumber(TargetSize, image.Target.Size);
    }

    private static Descriptor ReadTarget(Bucket bucket)
    {
        Bucket? target = bucket.Bucket(Target);
        if (target is null)
        {
            return new Descriptor();
        }

        string digest = target.Text(TargetDigest);
        if (!Digest.TryParse(digest, out Digest parsed) && digest.Length > 0)
        {
            throw new InvalidDataException($"target digest \"{digest}\" is no digest");
        }

        return new Descriptor
        {
            Digest = parsed,
            MediaType = target.Text(TargetMediaType),
            Size = target.Number(TargetSize),
            Annotations = bucket.Map(Annotations),
        };
    }
}
