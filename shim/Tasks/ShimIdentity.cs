namespace PluginHost.Shim.Tasks;

/// <summary>What a server was told when it was started.</summary>
/// <param name="Namespace">The namespace of all its tasks.</param>
/// <param name="Id">The first task.</param>
/// <param name="Runtime">The runtime program that belongs to the shim's name.</param>
internal sealed record ShimIdentity(string Namespace, string Id, string Runtime);
