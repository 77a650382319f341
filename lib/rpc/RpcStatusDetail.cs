namespace PluginHost.Rpc;

/// <summary>A typed detail of a status: a <c>google.protobuf.Any</c>.</summary>
/// <param name="TypeUrl">For example <c>type.googleapis.com/google.rpc.Status</c>.</param>
/// <param name="Value">The encoded message.</param>
public sealed record RpcStatusDetail(string TypeUrl, ReadOnlyMemory<byte> Value);
