namespace PluginHost.Runtime;

/// <summary>A further process in a running container.</summary>
/// <param name="ExecId">Identifier, unique within the task.</param>
/// <param name="Io">Its streams; <see cref="ProcessIo.Terminal"/> overrides the specification.</param>
/// <param name="Spec">The OCI process.</param>
public sealed record ExecOptions(string ExecId, ProcessIo Io, AnyValue? Spec);
