namespace PluginHost.Oci;

/// <summary>A range of ids inside a user namespace and the range on the host that it stands for.</summary>
public sealed record SpecIdMapping(uint ContainerId, uint HostId, uint Size);
