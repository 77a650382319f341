namespace PluginHost.Plugins.Devmapper;

/// <summary>The section <c>[plugins."io.containerd.snapshotter.v1.devmapper"]</c>, so that containerd's configuration can be read.</summary>
internal sealed record DevmapperConfig
{
    public string RootPath { get; init; } = "";

    /// <summary>The thin pool; empty: the snapshotter is not wanted.</summary>
    public string PoolName { get; init; } = "";

    public string BaseImageSize { get; init; } = "";

    public bool AsyncRemove { get; init; }

    public bool DiscardBlocks { get; init; }

    public string FsType { get; init; } = "";

    public string FsOptions { get; init; } = "";
}
