using PluginHost.Errors;
using PluginHost.Mounts;

namespace PluginHost.Plugins.ErofsDiffer;

/// <summary>The directory of an active snapshot of the erofs snapshotter, found by its mounts (containerd internal/erofsutils).</summary>
internal static class LayerPlace
{
    private const string Marker = ".erofslayer";

    /// <summary>The directory.</summary>
    /// <exception cref="DaemonException">NotImplemented: the mounts are of another snapshotter, so another differ is to be asked.</exception>
    public static string Find(IReadOnlyList<Mount> mounts)
    {
        string? place = mounts.Count == 0 ? null
            : mounts[0].Type.StartsWith("mkfs/", StringComparison.Ordinal) ? Path.GetDirectoryName(mounts[0].Source)
            : mounts[^1].Type.Split('/')[^1] switch
            {
                "bind" or "erofs" => Path.GetDirectoryName(mounts[^1].Source),
                "overlay" => Path.GetDirectoryName(UpperOf(mounts[^1]) ?? mounts[0].Source),
                _ => null,
            };

        return place is { Length: > 0 } && File.Exists(Path.Join(place, Marker))
            ? place
            : throw DaemonException.NotImplemented("mount layer type must be erofs-layer");
    }

    private static string? UpperOf(Mount overlay)
        => overlay.Options.LastOrDefault(option => option.StartsWith("upperdir=", StringComparison.Ordinal))?["upperdir=".Length..];
}
