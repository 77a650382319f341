namespace PluginHost.Runtime;

/// <summary>What the binary of a runtime says of itself (<c>-info</c>).</summary>
public sealed record RuntimeInfo(
    string Name,
    string Version,
    string Revision,
    AnyValue? Options,
    AnyValue? Features,
    IReadOnlyDictionary<string, string> Annotations);
