namespace PluginHost.Plugins.Zfs;

/// <summary>The section <c>[plugins."io.containerd.snapshotter.v1.zfs"]</c>, so that containerd's configuration can be read.</summary>
internal sealed record ZfsConfig
{
    public string RootPath { get; init; } = "";
}
