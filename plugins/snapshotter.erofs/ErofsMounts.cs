using PluginHost.Errors;
using PluginHost.Mounts;
using PluginHost.Snapshots;
using PluginHost.SnapshotStore;
using PluginHost.SnapshotStore.Directories;

namespace PluginHost.Plugins.Erofs;

/// <summary>
/// How to mount a snapshot: the images of its layers, and an overlay above them that names them by their place in the list (containerd
/// plugins/snapshots/erofs/erofs.go). Types such as <c>format/mkdir/overlay</c> are for the daemon, which turns them into plain mounts.
/// </summary>
internal sealed class ErofsMounts(SnapshotDirectories directories, ErofsMountOptions options)
{
    private const string ErofsType = "erofs";

    private static readonly Mount UpperOfWritable = new(
        "format/mkdir/bind", "{{ mount 0 }}/upper", ["X-containerd.mkdir.path={{ mount 0 }}/upper:0755", "rw", "rbind"]);

    private bool BlockMode => options.WritableSize > 0;

    /// <exception cref="DaemonException">A layer has no image, or can't be mounted as it demands.</exception>
    public IReadOnlyList<Mount> Of(Snapshot snapshot)
    {
        bool writable = snapshot.Kind == SnapshotKind.Active;

        return (writable, snapshot.ParentIds.Count) switch
        {
            (_, 0) when directories.HasLayer(snapshot.Id) => [OwnLayer(snapshot, writable)],
            (true, 0) when BlockMode => [Writable(snapshot.Id), UpperOfWritable],

            // A view of nothing needs no image either, which could not be filled read-only.
            (_, 0) => [Bind(snapshot.Id, writable)],
            (false, 1) => [Layer(snapshot.ParentIds[0])],
            _ => Overlay(snapshot, writable),
        };
    }

    private Mount OwnLayer(Snapshot snapshot, bool writable)
        => writable
            ? throw DaemonException.FailedPrecondition(
                $"snapshot {snapshot.Id} has its image already and can only be committed: writing works on a snapshot without one")
            : Layer(snapshot.Id);

    private Mount Bind(SnapshotId id, bool writable) => new("bind", directories.UpperOf(id), [Access(writable), "rbind"]);

    private List<Mount> Overlay(Snapshot snapshot, bool writable)
    {
        List<Mount> mounts = [];
        List<string> overlay = [];
        if (writable && BlockMode)
        {
            mounts.Add(Writable(snapshot.Id));
            overlay.AddRange(
            [
                "X-containerd.mkdir.path={{ mount 0 }}/upper:0755",
                "X-containerd.mkdir.path={{ mount 0 }}/work:0755",
                "workdir={{ mount 0 }}/work",
                "upperdir={{ mount 0 }}/upper",
            ]);
        }
        else if (writable)
        {
            overlay.AddRange([$"workdir={directories.WorkOf(snapshot.Id)}", $"upperdir={directories.UpperOf(snapshot.Id)}"]);
        }

        int first = mounts.Count;
        AddLayers(mounts, snapshot.ParentIds);
        int last = mounts.Count - 1;
        if (first == last && !writable)
        {
            // One layer is no overlay.
            return [.. mounts, new Mount("format/bind", $"{{{{ mount {first} }}}}", [.. overlay, "ro", "rbind"])];
        }

        overlay.Add(first == last ? $"lowerdir={{{{ mount {first} }}}}" : $"lowerdir={{{{ overlay {first} {last} }}}}");
        overlay.AddRange(options.Configured);

        return [.. mounts, new Mount("format/mkdir/overlay", "overlay", overlay)];
    }

    // The nearest parent first. Merged directories stand for their layer and all below it, whose images hold the content.
    private void AddLayers(List<Mount> mounts, IReadOnlyList<SnapshotId> parents)
    {
        for (int i = 0; i < parents.Count; i++)
        {
            FileInfo merged = new(directories.MergedOf(parents[i]));
            if (merged.Exists && merged.Length > 0)
            {
                IEnumerable<string> devices = parents.Skip(i).Reverse().Select(id => $"device={directories.LayerOf(id)}");
                mounts.Add(new Mount(ErofsType, merged.FullName, ["ro", "loop", .. devices]));

                return;
            }

            mounts.Add(Layer(parents[i]));
        }
    }

    private Mount Layer(SnapshotId id)
    {
        string layer = directories.LayerOf(id);
        if (!File.Exists(layer))
        {
            throw new DaemonException(ErrorKind.Unknown, $"failed to find valid erofs layer blob: {layer}: no such file or directory");
        }

        return !options.IgnoreVerity && File.Exists($"{layer}.dmverity")
            ? throw DaemonException.NotImplemented(
                $"{layer} was made to be checked by dm-verity, which this build does not: "
                + "set dmverity_mode = \"off\" to mount such layers unchecked")
            : new Mount(ErofsType, layer, ["ro", "loop"]);
    }

    private Mount Writable(SnapshotId id)
        => new("mkfs/ext4", directories.WritableOf(id), ["X-containerd.mkfs.fs=ext4", $"X-containerd.mkfs.size={options.WritableSize}", "rw", "loop"]);

    private static string Access(bool writable) => writable ? "rw" : "ro";
}
