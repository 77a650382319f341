using PluginHost.Oci.Json;

namespace PluginHost.Oci;

/// <summary>
/// The few parts of a container's OCI runtime specification (<c>config.json</c>) that the daemon and the shim look at themselves.
/// The document as a whole is passed through as bytes and never written from this record.
/// </summary>
public sealed record RuntimeSpec
{
    public string OciVersion { get; init; } = "";

    /// <summary><c>process.terminal</c>.</summary>
    public bool Terminal { get; init; }

    /// <summary><c>root.path</c>; empty if not given.</summary>
    public string RootPath { get; init; } = "";

    /// <summary><c>root.readonly</c>.</summary>
    public bool RootReadonly { get; init; }

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary><c>linux.cgroupsPath</c>; empty if not given.</summary>
    public string CgroupsPath { get; init; } = "";

    /// <summary><c>linux.mountLabel</c>; empty if not given.</summary>
    public string MountLabel { get; init; } = "";

    /// <summary><c>linux.namespaces</c>.</summary>
    public IReadOnlyList<SpecNamespace> Namespaces { get; init; } = [];

    /// <summary><c>linux.uidMappings</c>.</summary>
    public IReadOnlyList<SpecIdMapping> UidMappings { get; init; } = [];

    /// <summary><c>linux.gidMappings</c>.</summary>
    public IReadOnlyList<SpecIdMapping> GidMappings { get; init; } = [];

    /// <summary>Reads what is needed of a runtime specification.</summary>
    /// <param name="json">One JSON object, UTF-8.</param>
    /// <param name="limit">The size in bytes above which <paramref name="json"/> is refused unread.</param>
    /// <exception cref="OciDocumentException">Too large, not JSON, or a part has the wrong type.</exception>
    public static RuntimeSpec Parse(ReadOnlySpan<byte> json, int limit)
        => DocumentReader.Read(json, limit, "runtime spec", OciJsonContext.Default.RuntimeSpecJson).ToSpec();
}
