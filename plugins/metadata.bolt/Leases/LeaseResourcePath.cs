using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Leases;
using PluginHost.Oci;

namespace PluginHost.Plugins.Metadata.Leases;

/// <summary>Where a resource lies below its lease: one bucket, or two for snapshots, and a key.</summary>
internal sealed record LeaseResourcePath(string Type, string? Snapshotter, string Key)
{
    /// <summary>Refuses a malformed resource, and a type that is not kept by leases.</summary>
    public static LeaseResourcePath Parse(LeaseResource resource)
    {
        string[] parts = resource.Type.Split('/');
        switch (parts[0])
        {
            case LeaseBucket.Content:
                RequireOnePart(parts, resource);
                RequireDigest(resource);
                return new LeaseResourcePath(parts[0], null, resource.Id);
            case LeaseBucket.Ingests or LeaseBucket.Images:
                RequireOnePart(parts, resource);
                RequireKey(resource);
                return new LeaseResourcePath(parts[0], null, resource.Id);
            case LeaseBucket.Snapshots:
                if (parts is not [_, { Length: > 0 } snapshotter])
                {
                    throw DaemonException.InvalidArgument($"invalid snapshot resource type {resource.Type}");
                }

                RequireKey(resource);
                return new LeaseResourcePath(parts[0], snapshotter, resource.Id);
            default:
                throw DaemonException.NotImplemented($"resource type {resource.Type} not supported yet");
        }
    }

    public Bucket? Find(Bucket lease)
    {
        Bucket? bucket = lease.Bucket(Type);
        return Snapshotter is null ? bucket : bucket?.Bucket(Snapshotter);
    }

    public Bucket Create(Bucket lease)
    {
        Bucket bucket = lease.CreateBucketIfNotExists(Type);
        return Snapshotter is null ? bucket : bucket.CreateBucketIfNotExists(Snapshotter);
    }

    private static void RequireOnePart(string[] parts, LeaseResource resource)
    {
        if (parts.Length != 1)
        {
            throw DaemonException.InvalidArgument($"invalid resource type {resource.Type}");
        }
    }

    private static void RequireKey(LeaseResource resource)
    {
        if (resource.Id.Length == 0)
        {
            throw DaemonException.InvalidArgument($"resource of type {resource.Type} has no id");
        }
    }

    private static void RequireDigest(LeaseResource resource)
    {
        try
        {
            Digest.Parse(resource.Id);
        }
        catch (DigestFormatException e)
        {
            throw DaemonException.Of(ErrorKind.InvalidArgument, $"invalid content resource id {resource.Id}: {e.Message}", e);
        }
    }
}
