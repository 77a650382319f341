namespace Interop.Tests;

/// <summary>A session on one daemon.</summary>
/// <param name="Daemon">Its name.</param>
/// <param name="Results">What was seen, step by step.</param>
/// <param name="LeftBehind">What the daemon still had on the machine after the last step; empty when the session removed all it made.</param>
/// <param name="ExitCode">Of the daemon, on TERM.</param>
internal sealed record SessionRun(string Daemon, IReadOnlyList<StepResult> Results, IReadOnlyList<string> LeftBehind, int ExitCode);
