namespace PluginHost.Runtime;

/// <summary>A process inside a container.</summary>
/// <param name="Pid">On the host.</param>
/// <param name="Info">What the runtime adds; for an exec its id.</param>
public sealed record ProcessInfo(uint Pid, AnyValue? Info);
