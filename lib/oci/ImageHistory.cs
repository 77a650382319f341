namespace PluginHost.Oci;

/// <summary>How one layer of an image came to be (OCI image specification, config, <c>history</c>).</summary>
public sealed record ImageHistory
{
    /// <summary>RFC 3339; empty if not given.</summary>
    public string Created { get; init; } = "";

    public string CreatedBy { get; init; } = "";

    public string Author { get; init; } = "";

    public string Comment { get; init; } = "";

    /// <summary>The step changed no file, and has no layer.</summary>
    public bool EmptyLayer { get; init; }
}
