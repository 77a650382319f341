using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.Archive.Changes;

/// <summary>
/// Reads the changes from the upper directory of an overlay, which has nothing else, without looking at the layers below
/// (overlayfs.rst): a character device 0:0 is a deletion, an attribute makes a directory opaque.
/// </summary>
internal sealed class UpperdirWalk(Action<Change> report, CancellationToken cancellationToken)
{
    private static readonly string[] Opaque = ["trusted.overlay.opaque", "user.overlay.opaque"];

    // A directory that was renamed, or a file whose content stayed below: the upper directory alone does not have them.
    private static readonly string[] Elsewhere =
    [
        "trusted.overlay.redirect", "user.overlay.redirect", "trusted.overlay.metacopy", "user.overlay.metacopy",
    ];

    /// <summary>Reports all changes.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    /// <exception cref="IOException">The overlay was mounted with redirect_dir or metacopy, and a file needs the layers below.</exception>
    public void Run(string upperdir)
    {
        using DirectoryWalk walk = new(LibC.Open(upperdir, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY), upperdir);
        while (walk.Next(cancellationToken) is { } entry)
        {
            string path = walk.Prefix + entry.Name;
            FileStatus status = LibC.Statx(walk.Directory, entry.Name, AtFlags.AT_SYMLINK_NOFOLLOW);
            if (status.IsOverlayWhiteout)
            {
                report(new Change(ChangeKind.Delete, path, default));
                continue;
            }

            string procPath = walk.Directory.ProcPathOf(entry.Name);
            RefuseElsewhere(path, procPath, status);
            report(new Change(ChangeKind.Add, path, status));
            if (status.IsDirectory)
            {
                if (Opaque.Any(key => Xattr.Find(procPath, key).AsSpan().SequenceEqual("y"u8)))
                {
                    report(new Change(ChangeKind.Opaque, path, default));
                }

                _ = walk.TryEnter(entry.Name);
            }
        }
    }

    private static void RefuseElsewhere(string path, string procPath, in FileStatus status)
    {
        if (!status.IsDirectory && !status.IsRegular)
        {
            return;
        }

        if (Elsewhere.FirstOrDefault(key => Xattr.Find(procPath, key) is not null) is { } attribute)
        {
            throw new IOException($"{path} needs the layers below its upper directory ({attribute}): compare the mounted trees instead");
        }
    }
}
