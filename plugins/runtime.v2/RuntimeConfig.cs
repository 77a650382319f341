namespace PluginHost.Plugins.Runtime;

internal sealed record RuntimeConfig
{
    /// <summary>What the runtimes can run, <c>os/architecture[/variant]</c>.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [HostPlatform.Text];

    /// <summary>Put each shim into a core scheduling domain of its own.</summary>
    public bool SchedCore { get; init; }
}
