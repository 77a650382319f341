using PluginHost.Linux;
using PluginHost.Snapshots;

namespace PluginHost.SnapshotStore.Directories;

/// <summary>Who owns the root directory of a layer.</summary>
/// <param name="Uid">The user.</param>
/// <param name="Gid">The group.</param>
public readonly record struct LayerOwner(uint Uid, uint Gid)
{
    /// <summary>The host's ids of the container's root, if a label maps ids; a map that is missing maps each id to itself.</summary>
    /// <exception cref="Errors.DaemonException">InvalidArgument: a label is no id map, or does not map id 0.</exception>
    public static LayerOwner? OfMaps(IReadOnlyDictionary<string, string> labels)
    {
        bool mapsUids = labels.TryGetValue(SnapshotLabels.UidMapping, out string? uids);
        bool mapsGids = labels.TryGetValue(SnapshotLabels.GidMapping, out string? gids);

        return mapsUids || mapsGids
            ? new LayerOwner(mapsUids ? IdMap.Parse(uids!).ToHost(0) : 0, mapsGids ? IdMap.Parse(gids!).ToHost(0) : 0)
            : null;
    }

    /// <summary>That of an existing layer.</summary>
    /// <exception cref="LinuxException">It is missing.</exception>
    public static LayerOwner Of(string layer)
    {
        FileStatus status = LibC.Stat(layer);

        return new LayerOwner(status.Uid, status.Gid);
    }

    /// <summary>Makes a directory theirs.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public void Give(string layer) => LibC.FchownAt(SafeFileDescriptor.CurrentDirectory, layer, Uid, Gid, AtFlags.AT_SYMLINK_NOFOLLOW);
}
