namespace PluginHost.Plugins.Metadata;

/// <summary><c>[plugins."io.containerd.metadata.v1.bolt"]</c>.</summary>
internal sealed record MetadataConfig : IValidatedConfig
{
    public const string Shared = "shared";
    public const string Isolated = "isolated";

    /// <summary>
    /// <c>shared</c>: a blob that any namespace has can be had by another that knows its digest. <c>isolated</c>: each namespace has to bring the bytes,
    /// except for what a namespace labelled <c>containerd.io/namespace.shareable=true</c> has.
    /// </summary>
    public string ContentSharingPolicy { get; init; } = Shared;

    /// <summary>Leave out the syncs of <c>meta.db</c>. Fast, and a crash of the machine can destroy the file.</summary>
    public bool NoSync { get; init; }

    public IEnumerable<string> Validate()
    {
        if (ContentSharingPolicy is not (Shared or Isolated))
        {
            yield return $"content_sharing_policy \"{ContentSharingPolicy}\" is neither \"{Shared}\" nor \"{Isolated}\"";
        }
    }
}
