namespace PluginHost;

/// <summary>On whose behalf a call works: its namespace, and the lease that what it creates is attached to.</summary>
/// <param name="Namespace">A valid identifier (<see cref="Namespaces.Identifiers"/>).</param>
/// <param name="LeaseId">Null or empty when the caller sent none.</param>
public sealed record RequestScope(string Namespace, string? LeaseId = null)
{
    /// <summary>True when created objects are to be attached to <see cref="LeaseId"/>.</summary>
    public bool HasLease => !string.IsNullOrEmpty(LeaseId);
}
