using PluginHost.Errors;

namespace PluginHost.Leases;

/// <summary>The leases of one namespace (containerd core/leases).</summary>
public interface ILeaseStore
{
    /// <summary>A new lease; an empty <paramref name="id"/> gets one made. <see cref="ErrorKind.AlreadyExists"/>.</summary>
    Task<Lease> CreateAsync(string id, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken);

    Task DeleteAsync(string id, CancellationToken cancellationToken);

    /// <summary>Filter fields: id, labels.</summary>
    Task<IReadOnlyList<Lease>> ListAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken);

    /// <summary>Attaches; the resource need not exist. InvalidArgument for a malformed resource, NotImplemented for an unknown type.</summary>
    Task AddResourceAsync(string id, LeaseResource resource, CancellationToken cancellationToken);

    /// <summary>Detaches; a resource that is not attached is no error.</summary>
    Task DeleteResourceAsync(string id, LeaseResource resource, CancellationToken cancellationToken);

    /// <summary>In the order content, images, ingests, snapshots.</summary>
    Task<IReadOnlyList<LeaseResource>> ListResourcesAsync(string id, CancellationToken cancellationToken);
}
