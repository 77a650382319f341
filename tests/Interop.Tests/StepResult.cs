namespace Interop.Tests;

/// <summary>What a person saw of one step, after <see cref="Normaliser"/>.</summary>
/// <param name="Step">The step.</param>
/// <param name="ExitCode">Exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record StepResult(Step Step, int ExitCode, string Output, string Error)
{
    /// <summary>All three as text, for reports and transcripts.</summary>
    public string Describe() => $"exit {ExitCode}\n{Prefixed("| ", Output)}{Prefixed("! ", Error)}";

    private static string Prefixed(string prefix, string text)
        => text.Length == 0 ? string.Empty : string.Join('\n', text.TrimEnd('\n').Split('\n').Select(line => prefix + line)) + "\n";
}
