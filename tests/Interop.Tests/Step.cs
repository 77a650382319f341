namespace Interop.Tests;

/// <summary>One line of a session.</summary>
/// <param name="Chapter">Name of the file without extension.</param>
/// <param name="Line">Line number in it.</param>
/// <param name="Kind">How it is run.</param>
/// <param name="Command">A shell command; for background steps and their ends without the name.</param>
/// <param name="Name">Name of a background command.</param>
/// <param name="Expected">What the exit code has to be on the reference: a number, or null for any failure.</param>
/// <param name="AnyOrder">Lines and comma-separated parts come in any order (Go's maps, concurrent events).</param>
/// <param name="Typed">Lines for standard input or the terminal.</param>
internal sealed record Step(
    string Chapter, int Line, StepKind Kind, string Command, string Name, int? Expected, bool AnyOrder, IReadOnlyList<string> Typed)
{
    /// <summary>Where to find it, and what it is.</summary>
    public override string ToString() => $"{Chapter}:{Line}: {Name}{(Name.Length > 0 ? " " : string.Empty)}{Command}";

    /// <summary>Whether an exit code is the one that the session's author had in mind.</summary>
    public bool Expects(int exitCode) => Expected is { } code ? exitCode == code : exitCode > 0;
}
