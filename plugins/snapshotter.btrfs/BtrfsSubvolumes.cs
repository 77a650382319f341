using PluginHost.Linux;
using PluginHost.Linux.Btrfs;
using PluginHost.Linux.Files;
using PluginHost.Snapshots;
using PluginHost.SnapshotStore;
using PluginHost.SnapshotStore.Directories;

namespace PluginHost.Plugins.Btrfs;

/// <summary>
/// The subvolumes of the snapshots, named by their numbers: <c>active/1</c>, <c>view/2</c>, <c>snapshots/3</c> for committed ones; and
/// <c>rm-1</c> beside it while one is being removed. A killed daemon may leave any of them without a record.
/// </summary>
internal sealed class BtrfsSubvolumes
{
    private const string RemovedPrefix = "rm-";
    private static readonly SnapshotKind[] Kinds = [SnapshotKind.Active, SnapshotKind.View, SnapshotKind.Committed];
    private readonly string _root;

    private BtrfsSubvolumes(string root) => _root = root;

    /// <summary>Makes the three directories (0755) where they are missing.</summary>
    public static BtrfsSubvolumes Create(string root)
    {
        BtrfsSubvolumes subvolumes = new(root);
        foreach (string directory in Kinds.Select(subvolumes.DirectoryOf).Where(directory => !Directory.Exists(directory)))
        {
            SnapshotDirectories.MakeDirectory(directory, FileModes.Octal0755);
        }

        return subvolumes;
    }

    public string PathOf(SnapshotKind kind, SnapshotId id) => Path.Join(DirectoryOf(kind), id.ToString());

    /// <summary>
    /// Makes the subvolume of a new snapshot, within its transaction. One that has the name already belongs to a transaction that never
    /// was committed, and goes.
    /// </summary>
    public void Make(Snapshot snapshot)
    {
        string path = PathOf(snapshot.Kind, snapshot.Id);
        Subvolume.Delete(path, CancellationToken.None);
        if (snapshot.ParentIds.Count == 0)
        {
            Subvolume.Create(path);
        }
        else
        {
            Subvolume.Snapshot(PathOf(SnapshotKind.Committed, snapshot.ParentIds[0]), path, readOnly: snapshot.Kind == SnapshotKind.View);
        }
    }

    /// <summary>Makes the read-only subvolume of a snapshot that is being committed, within its transaction; the active one stays.</summary>
    /// <returns>The path of the new one.</returns>
    public string Freeze(SnapshotId id)
    {
        string path = PathOf(SnapshotKind.Committed, id);
        Subvolume.Delete(path, CancellationToken.None);
        Subvolume.Snapshot(PathOf(SnapshotKind.Active, id), path, readOnly: true);

        return path;
    }

    /// <summary>Moves a subvolume to <c>rm-&lt;id&gt;</c>; its new path, or null if there is none.</summary>
    public string? SetAside(SnapshotKind kind, SnapshotId id)
    {
        string aside = Path.Join(DirectoryOf(kind), RemovedPrefix + id);
        Subvolume.Delete(aside, CancellationToken.None);
        int errno = Rename(PathOf(kind, id), aside);
        LinuxException.ThrowIf(errno == Errno.ENOENT ? 0 : errno, "rename", aside);

        return errno == 0 ? aside : null;
    }

    /// <summary>Undoes <see cref="SetAside"/>.</summary>
    public void PutBack(string aside, SnapshotKind kind, SnapshotId id)
        => LinuxException.ThrowIf(Rename(aside, PathOf(kind, id)), "rename", PathOf(kind, id));

    /// <summary>
    /// Puts back what a removal set aside that never was committed, and finds what belongs to no snapshot of its kind. Only inside a write
    /// transaction, so that no number is given out meanwhile.
    /// </summary>
    /// <returns>The paths to be removed, which nobody else will use.</returns>
    public IReadOnlyList<string> SetAsideAllBut(IReadOnlyDictionary<SnapshotId, SnapshotKind> alive)
    {
        List<string> left = [];
        foreach (SnapshotKind kind in Kinds)
        {
            foreach (string name in NamesIn(kind).Order(StringComparer.Ordinal))
            {
                bool removed = name.StartsWith(RemovedPrefix, StringComparison.Ordinal);
                string path = Path.Join(DirectoryOf(kind), name);
                bool numbered = SnapshotId.TryParse(removed ? name[RemovedPrefix.Length..] : name, out SnapshotId id);
                bool wanted = numbered && alive.TryGetValue(id, out SnapshotKind its) && its == kind;
                if (removed && wanted && !Directory.Exists(PathOf(kind, id)))
                {
                    PutBack(path, kind, id);
                }
                else if (removed)
                {
                    left.Add(path);
                }
                else if (numbered && !wanted && SetAside(kind, id) is { } aside)
                {
                    left.Add(aside);
                }
            }
        }

        return [.. left.Distinct(StringComparer.Ordinal)];
    }

    private List<string> NamesIn(SnapshotKind kind)
    {
        using SafeFileDescriptor directory = LibC.Open(DirectoryOf(kind), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);

        return [.. DirectoryListing.Read(directory).Select(entry => entry.Name)];
    }

    private string DirectoryOf(SnapshotKind kind) => Path.Join(_root, kind switch
    {
        SnapshotKind.Active => "active",
        SnapshotKind.View => "view",
        _ => "snapshots",
    });

    private static int Rename(string from, string to)
        => LibC.TryRenameAt2(SafeFileDescriptor.CurrentDirectory, from, SafeFileDescriptor.CurrentDirectory, to, RenameFlags.None);
}
