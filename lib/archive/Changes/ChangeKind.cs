namespace PluginHost.Archive.Changes;

/// <summary>What happened to a path between two trees.</summary>
internal enum ChangeKind
{
    /// <summary>New.</summary>
    Add,

    /// <summary>Another type, content or attribute.</summary>
    Modify,

    /// <summary>Gone, with all that was below it.</summary>
    Delete,

    /// <summary>The same, but it has further names, one of which may have changed.</summary>
    Unmodified,

    /// <summary>A directory that shows nothing of the layers below.</summary>
    Opaque,
}
