using PluginHost.Content;
using PluginHost.Oci;

namespace PluginHost.Plugins.Metadata.Content.Check;

/// <summary>Where the bytes are: the content store of the daemon, or its directory while no daemon runs.</summary>
internal interface IBlobSource
{
    /// <summary>Every blob that is there.</summary>
    IAsyncEnumerable<Digest> WalkAsync(CancellationToken cancellationToken);

    /// <summary>NotFound when the blob is not there.</summary>
    Task<IBlobReader> OpenAsync(Digest digest, CancellationToken cancellationToken);
}
