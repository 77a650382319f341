namespace PluginHost.Oci;

/// <summary>The compression that the media type of a layer declares (containerd core/images/mediatypes.go, DiffCompression).</summary>
public enum DiffCompression
{
    /// <summary>A plain tar stream, to be read as it is.</summary>
    None,

    /// <summary>Not declared; the first bytes decide.</summary>
    Unknown,

    Gzip,

    Zstd,
}
