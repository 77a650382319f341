using System.Buffers.Text;
using System.Security.Cryptography;
using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Filters;
using PluginHost.Leases;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Leases;

/// <summary>The leases of one namespace.</summary>
internal sealed class LeaseStore(MetadataContext context, RequestScope scope) : ILeaseStore
{
    private const int RandomBytes = 3;

    public async Task<Lease> CreateAsync(string id, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        Timestamp now = Timestamp.Now(context.Clock);
        Lease lease = new()
        {
            Id = id.Length > 0 ? id : MakeId(now),
            CreatedAt = now,
            Labels = FieldMask.WithoutEmpty(labels),
        };
        await context.ChangeAsync(
            transaction =>
            {
                Bucket leases = Schema.Create(transaction, scope.Namespace, Schema.Leases);
                if (leases.Bucket(lease.Id) is not null)
                {
                    throw DaemonException.AlreadyExists($"lease \"{lease.Id}\"");
                }

                LeaseBucket.Write(leases.CreateBucket(lease.Id), lease);
            },
            collectable: false,
            cancellationToken);
        return lease;
    }

    public Task DeleteAsync(string id, CancellationToken cancellationToken)
        => context.ChangeAsync(
            transaction =>
            {
                _ = Existing(transaction, id);
                Leases(transaction)!.DeleteBucket(id);
            },
            collectable: true,
            cancellationToken);

    public Task<IReadOnlyList<Lease>> ListAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FilterSet filter = Filtering.ParseObjects(filters, context.Logger);
        return Task.FromResult<IReadOnlyList<Lease>>(context.View(transaction =>
        {
            List<Lease> found = [];
            if (Leases(transaction) is Bucket leases)
            {
                foreach (string id in leases.BucketNames())
                {
                    Lease lease = LeaseBucket.Read(leases.Bucket(id)!, id);
                    if (filter.MatchesAll || filter.Match(new LeaseFields(lease)))
                    {
                        found.Add(lease);
                    }
                }
            }

            return found;
        }));
    }

    public Task AddResourceAsync(string id, LeaseResource resource, CancellationToken cancellationToken)
        => context.ChangeAsync(
            transaction =>
            {
                Bucket lease = Existing(transaction, id);
                LeaseResourcePath path = LeaseResourcePath.Parse(resource);
                path.Create(lease).PutMark(path.Key);
            },
            collectable: false,
            cancellationToken);

    public Task DeleteResourceAsync(string id, LeaseResource resource, CancellationToken cancellationToken)
        => context.ChangeAsync(
            transaction =>
            {
                Bucket lease = Existing(transaction, id);
                LeaseResourcePath path = LeaseResourcePath.Parse(resource);
                path.Find(lease)?.Delete(path.Key);
            },
            collectable: true,
            cancellationToken);

    public Task<IReadOnlyList<LeaseResource>> ListResourcesAsync(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<LeaseResource>>(
            context.View(transaction => LeaseBucket.Resources(Existing(transaction, id)).ToList()));
    }

    // The nanoseconds of the moment and four random characters, for example 682663501-C12G.
    private static string MakeId(Timestamp now)
        => $"{now.Nanoseconds}-{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes))}";

    private Bucket? Leases(Transaction transaction) => Schema.Find(transaction, scope.Namespace, Schema.Leases);

    private Bucket Existing(Transaction transaction, string id)
        => (id.Length == 0 ? null : Leases(transaction)?.Bucket(id)) ?? throw DaemonException.NotFound($"lease \"{id}\"");
}
