namespace PluginHost.Leases;

/// <summary>The lease plugin: leases by namespace, with a deletion that waits for the collector.</summary>
public interface ILeaseManager
{
    ILeaseStore For(RequestScope scope);

    /// <summary>Deletes a lease; with <paramref name="wait"/> it returns after what only the lease kept has been collected.</summary>
    Task DeleteAsync(RequestScope scope, string id, bool wait, CancellationToken cancellationToken);
}
