using PluginHost.Oci;

namespace PluginHost.Plugins.Content;

/// <summary>Where the store keeps what.</summary>
internal sealed record BlobPath(string Root)
{
    public string Blobs => Path.Combine(Root, "blobs");

    public string Ingests => Path.Combine(Root, "ingest");

    /// <summary>Directory of the blobs of an algorithm.</summary>
    public string Directory(string algorithm) => Path.Combine(Blobs, algorithm);

    public string File(Digest digest) => Path.Combine(Blobs, digest.Algorithm, digest.Encoded);

    /// <summary>Directory of an ingest; the ref itself may hold any character.</summary>
    public string Ingest(string @ref) => Path.Combine(Ingests, Digest.Of(System.Text.Encoding.UTF8.GetBytes(@ref)).Encoded);
}
