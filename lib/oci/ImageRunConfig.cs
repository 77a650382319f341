namespace PluginHost.Oci;

/// <summary>How the containers of an image are run unless they say otherwise (OCI image specification, config, <c>config</c>).</summary>
public sealed record ImageRunConfig
{
    /// <summary><c>user[:group]</c>, by name or number.</summary>
    public string User { get; init; } = "";

    /// <summary><c>port[/protocol]</c>, sorted.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary><c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    public IReadOnlyList<string> Cmd { get; init; } = [];

    /// <summary>Paths, sorted.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    public string WorkingDir { get; init; } = "";

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Name or number of the signal that asks the container to stop.</summary>
    public string StopSignal { get; init; } = "";

    /// <summary>Windows: <see cref="Entrypoint"/> and <see cref="Cmd"/> hold one command line that is already escaped.</summary>
    public bool ArgsEscaped { get; init; }
}
