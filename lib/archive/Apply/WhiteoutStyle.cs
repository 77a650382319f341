namespace PluginHost.Archive.Apply;

/// <summary>What applying does with a whiteout.</summary>
public enum WhiteoutStyle
{
    /// <summary>Removes the file: the tree has all layers in one.</summary>
    Remove,

    /// <summary>Leaves a mark for the overlay file system: the tree is an upper directory.</summary>
    Overlay,
}
