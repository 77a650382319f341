using PluginHost.Mounts;
using PluginHost.Snapshots;
using PluginHost.SnapshotStore;
using PluginHost.SnapshotStore.Directories;

namespace PluginHost.Plugins.Overlayfs;

/// <summary>
/// How to mount a snapshot. A pure function: nothing is looked up or made. The order of the options is that of containerd 1.6.20
/// (snapshots/overlay/overlay.go); id maps, which it does not have, go first, and configured options last.
/// </summary>
internal sealed class OverlayfsMounts(SnapshotDirectories directories, OverlayfsMountOptions options)
{
    public IReadOnlyList<Mount> Of(Snapshot snapshot)
    {
        List<string> idMaps = IdMapsOf(snapshot.Labels);
        bool writable = snapshot.Kind == SnapshotKind.Active;

        return (writable, snapshot.ParentIds.Count) switch
        {
            (true, 0) => [Bind(snapshot.Id, idMaps, "rw")],
            (false, 0) => [Bind(snapshot.Id, idMaps, "ro")],
            (false, 1) => [Bind(snapshot.ParentIds[0], idMaps, "ro")],
            _ => [Overlay(snapshot, idMaps, writable)],
        };
    }

    private Mount Bind(SnapshotId id, List<string> idMaps, string access)
        => new("bind", directories.LayerOf(id), [.. idMaps, access, "rbind"]);

    private Mount Overlay(Snapshot snapshot, List<string> idMaps, bool writable)
    {
        List<string> all = [.. idMaps, .. options.Leading];
        if (writable)
        {
            all.Add($"workdir={directories.WorkOf(snapshot.Id)}");
            all.Add($"upperdir={directories.LayerOf(snapshot.Id)}");
        }

        all.Add($"lowerdir={string.Join(':', snapshot.ParentIds.Select(directories.LayerOf))}");
        all.AddRange(options.Configured);

        return new Mount("overlay", "overlay", all);
    }

    private List<string> IdMapsOf(IReadOnlyDictionary<string, string> labels)
    {
        List<string> idMaps = [];
        if (options.RemapIds && labels.TryGetValue(SnapshotLabels.UidMapping, out string? uids))
        {
            idMaps.Add($"uidmap={uids}");
        }

        if (options.RemapIds && labels.TryGetValue(SnapshotLabels.GidMapping, out string? gids))
        {
            idMaps.Add($"gidmap={gids}");
        }

        return idMaps;
    }
}
