namespace PluginHost.Runtime;

/// <summary>Where the streams of a process go: paths of fifos or URIs such as <c>file:///…</c>; empty: nowhere.</summary>
public sealed record ProcessIo
{
    public string Stdin { get; init; } = "";

    public string Stdout { get; init; } = "";

    public string Stderr { get; init; } = "";

    /// <summary>True: one terminal instead of three streams.</summary>
    public bool Terminal { get; init; }
}
