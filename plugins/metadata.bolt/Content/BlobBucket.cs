using PluginHost.Bolt;
using PluginHost.Content;
using PluginHost.Oci;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Content;

/// <summary>A blob as a namespace sees it, in its bucket (<see cref="Schema"/>).</summary>
internal static class BlobBucket
{
    private const string Size = "size";

    public static ContentInfo Read(Bucket bucket, Digest digest)
    {
        try
        {
            return new ContentInfo
            {
                Digest = digest,
                Size = bucket.Number(Size),
                Labels = bucket.Map(Schema.Labels),
                CreatedAt = bucket.Time(Schema.CreatedAt),
                UpdatedAt = bucket.Time(Schema.UpdatedAt),
            };
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"content digest {digest}: {e.Message}", e);
        }
    }

    /// <summary>The size alone, in bytes.</summary>
    public static long Bytes(Bucket bucket) => bucket.Number(Size);

    /// <param name="bucket">Of the blob.</param>
    /// <param name="info">What to write.</param>
    /// <param name="place">What an error about labels begins with.</param>
    public static void Write(Bucket bucket, ContentInfo info, string place = "")
    {
        bucket.PutTime(Schema.CreatedAt, info.CreatedAt);
        bucket.PutTime(Schema.UpdatedAt, info.UpdatedAt);
        bucket.PutMap(Schema.Labels, info.Labels, place);
        bucket.PutNumber(Size, info.Size);
    }
}
