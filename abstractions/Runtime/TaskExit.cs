namespace PluginHost.Runtime;

/// <summary>How a process ended.</summary>
/// <param name="Id">The task's id for the init process, else the exec's id.</param>
/// <param name="Pid">0 if it never ran.</param>
/// <param name="ExitStatus">Exit code, or 128 plus the signal.</param>
/// <param name="ExitedAt"><see cref="Timestamp.Zero"/> if it never ran.</param>
public sealed record TaskExit(string Id, uint Pid, uint ExitStatus, Timestamp ExitedAt);
