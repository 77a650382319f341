namespace PluginHost.Oci;

/// <summary>An operating system and processor (OCI image index, <c>platform</c>). Empty text means not given.</summary>
public sealed record Platform
{
    /// <summary>For example <c>linux</c>.</summary>
    public string Os { get; init; } = "";

    /// <summary>Go's name of the processor, for example <c>amd64</c>.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>For example <c>v7</c>.</summary>
    public string Variant { get; init; } = "";

    /// <summary>Windows build number; elsewhere empty.</summary>
    public string OsVersion { get; init; } = "";

    /// <summary>For example <c>win32k</c>.</summary>
    public IReadOnlyList<string> OsFeatures { get; init; } = [];
}
