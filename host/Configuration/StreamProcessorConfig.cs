namespace PluginHost.Host.Configuration;

/// <summary>An entry of <c>[stream_processors]</c>: a program that turns one media type into another.</summary>
internal sealed record StreamProcessorConfig
{
    public IReadOnlyList<string> Accepts { get; init; } = [];

    public string Returns { get; init; } = "";

    public string Path { get; init; } = "";

    public IReadOnlyList<string> Args { get; init; } = [];

    public IReadOnlyList<string> Env { get; init; } = [];
}
