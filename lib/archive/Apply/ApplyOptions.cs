namespace PluginHost.Archive.Apply;

/// <summary>How a layer is applied.</summary>
public sealed record ApplyOptions
{
    /// <summary>What is done with whiteouts; they are carried out unless said otherwise.</summary>
    public WhiteoutStyle Whiteouts { get; init; } = WhiteoutStyle.Remove;

    /// <summary>
    /// For an upper directory: the directories of the layers below it, the nearest first. A parent directory that the archive does not have
    /// takes its attributes from there.
    /// </summary>
    public IReadOnlyList<string> ParentLayers { get; init; } = [];

    /// <summary>Whether files get the owners that the archive names, which takes root.</summary>
    public bool SameOwner { get; init; } = true;

    /// <summary>Whether devices are passed over with a warning, since a user namespace can't make them.</summary>
    public bool SkipDevices { get; init; }

    /// <summary>How large the archive may be.</summary>
    public ArchiveLimits Limits { get; init; } = ArchiveLimits.None;

    /// <summary>Gets a sentence for each thing that was left out, such as an attribute that the file system can't have.</summary>
    public Action<string>? Warn { get; init; }
}
