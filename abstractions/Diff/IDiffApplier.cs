using PluginHost.Mounts;
using PluginHost.Oci;

namespace PluginHost.Diff;

/// <summary>Writes a layer into a mounted snapshot.</summary>
public interface IDiffApplier
{
    /// <summary>
    /// Mounts, applies the blob <paramref name="layer"/> of the namespace's content, unmounts. Returns media type, digest (the diff id) and size of the
    /// uncompressed archive. NotImplemented: this differ cannot do it, another may. Nothing outside the mounts is ever written.
    /// </summary>
    Task<Descriptor> ApplyAsync(
        RequestScope scope, Descriptor layer, IReadOnlyList<Mount> mounts, ApplyOptions options, CancellationToken cancellationToken);
}
