namespace PluginHost;

/// <summary>A value of a type that only its reader and writer know (google.protobuf.Any): the daemon passes it through untouched.</summary>
/// <param name="TypeUrl">For example <c>containerd.runc.v1.Options</c>.</param>
/// <param name="Value">Protobuf bytes, or JSON for types whose URL says so.</param>
public sealed record AnyValue(string TypeUrl, ReadOnlyMemory<byte> Value);
