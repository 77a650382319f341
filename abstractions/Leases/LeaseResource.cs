namespace PluginHost.Leases;

/// <summary>Something that a lease keeps.</summary>
/// <param name="Id">Digest, ref, image name or snapshot key.</param>
/// <param name="Type"><c>content</c>, <c>ingests</c>, <c>images</c> or <c>snapshots/&lt;snapshotter&gt;</c>.</param>
public sealed record LeaseResource(string Id, string Type);
