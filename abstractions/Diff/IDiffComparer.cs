using PluginHost.Mounts;
using PluginHost.Oci;

namespace PluginHost.Diff;

/// <summary>Makes a layer of what differs between two snapshots.</summary>
public interface IDiffComparer
{
    /// <summary>
    /// Mounts both read-only, writes what <paramref name="upper"/> has changed against <paramref name="lower"/> as a blob of the namespace's content with
    /// the label <c>containerd.io/uncompressed</c>, unmounts. Returns the blob. NotImplemented: this differ cannot do it, another may.
    /// </summary>
    Task<Descriptor> CompareAsync(
        RequestScope scope, IReadOnlyList<Mount> lower, IReadOnlyList<Mount> upper, DiffOptions options, CancellationToken cancellationToken);
}
