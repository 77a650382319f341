namespace PluginHost.Plugins.ErofsDiffer;

/// <summary>The section <c>[plugins."io.containerd.differ.v1.erofs"]</c>.</summary>
internal sealed record ErofsDifferConfig
{
    /// <summary>More options for <c>mkfs.erofs</c>.</summary>
    public IReadOnlyList<string> MkfsOptions { get; init; } = [];

    /// <summary>Make an index of the archive and put the archive behind it, in the place of an image of its own.</summary>
    public bool EnableTarIndex { get; init; }

    /// <summary>Make layers that dm-verity checks, which this build does not.</summary>
    public bool EnableDmverity { get; init; }
}
