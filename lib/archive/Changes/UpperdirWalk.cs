using PluginHost.Linux;

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
    public void Run(TreeDirectory upper) => Walk(upper, string.Empty);

    private void Walk(TreeDirectory upper, string prefix)
    {
        foreach (string name in upper.Names())
        {
            cancellationToken.ThrowIfCancellationRequested();
            FileStatus status = upper.Status(name);
            string path = prefix + name;
            if (status.IsOverlayWhiteout)
            {
                report(new Change(ChangeKind.Delete, path, default));
                continue;
            }

            if ((status.IsDirectory || status.IsRegular) && Elsewhere.FirstOrDefault(key => upper.Xattr(name, key) is not null) is { } attribute)
            {
                throw new IOException($"{path} needs the layers below its upper directory ({attribute}): compare the mounted trees instead");
            }

            report(new Change(ChangeKind.Add, path, status));
            if (status.IsDirectory)
            {
                if (Opaque.Any(key => upper.Xattr(name, key).AsSpan().SequenceEqual("y"u8)))
                {
                    report(new Change(ChangeKind.Opaque, path, default));
                }

                using TreeDirectory child = upper.OpenChild(name);
                Walk(child, $"{path}/");
            }
        }
    }
}
