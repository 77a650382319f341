using PluginHost.Plugins;

namespace Acme.Snapshotter;

/// <summary>The section <c>[plugins."io.containerd.snapshotter.v1.acme"]</c>; what is written here are the defaults.</summary>
internal sealed record AcmeConfig : IValidatedConfig
{
    /// <summary><c>root_path</c>: where the snapshots are; empty: the plugin's directory under the daemon's root.</summary>
    public string RootPath { get; init; } = "";

    /// <summary><c>quota</c>: the most bytes that a snapshot may have when it is committed; 0: no limit.</summary>
    public long Quota { get; init; }

    public IEnumerable<string> Validate()
    {
        if (RootPath.Length > 0 && !Path.IsPathRooted(RootPath))
        {
            yield return $"root_path \"{RootPath}\" must be an absolute path";
        }

        if (Quota < 0)
        {
            yield return $"quota {Quota} must be 0 (no limit) or a number of bytes";
        }
    }
}
