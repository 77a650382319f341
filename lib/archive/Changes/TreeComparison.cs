using PluginHost.Linux;

namespace PluginHost.Archive.Changes;

/// <summary>
/// Compares two trees by walking both in the order of their names (containerd continuity fs/diff.go, the double walk). A directory comes
/// before what is in it.
/// </summary>
internal sealed class TreeComparison(Action<Change> report, CancellationToken cancellationToken)
{
    private readonly FileComparison _files = new(cancellationToken);

    /// <summary>Reports all changes from one tree to the other.</summary>
    /// <param name="lower">The tree before; null for an empty one.</param>
    /// <param name="upper">The tree now.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Run(TreeDirectory? lower, TreeDirectory upper) => Walk(lower, upper, string.Empty);

    private void Walk(TreeDirectory? lower, TreeDirectory upper, string prefix)
    {
        List<string> before = lower?.Names() ?? [];
        List<string> now = upper.Names();
        int i = 0;
        int j = 0;
        while (i < before.Count || j < now.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int order = i == before.Count ? 1 : j == now.Count ? -1 : PathEncoding.Compare(before[i], now[j]);
            if (order < 0)
            {
                report(new Change(ChangeKind.Delete, prefix + before[i++], default));
            }
            else if (order > 0)
            {
                VisitNew(upper, now[j++], prefix);
            }
            else
            {
                VisitBoth(lower!, upper, now[j++], prefix);
                i++;
            }
        }
    }

    private void VisitNew(TreeDirectory upper, string name, string prefix)
    {
        FileStatus status = upper.Status(name);
        report(new Change(ChangeKind.Add, prefix + name, status));
        if (status.IsDirectory)
        {
            using TreeDirectory child = upper.OpenChild(name);
            Walk(null, child, $"{prefix}{name}/");
        }
    }

    // A directory that became a file takes what was in it along without a word.
    private void VisitBoth(TreeDirectory lower, TreeDirectory upper, string name, string prefix)
    {
        FileStatus before = lower.Status(name);
        FileStatus now = upper.Status(name);
        if (!_files.AreSame(lower, before, upper, now, name))
        {
            report(new Change(ChangeKind.Modify, prefix + name, now));
        }
        else if (!now.IsDirectory && now.LinkCount > 1)
        {
            report(new Change(ChangeKind.Unmodified, prefix + name, now));
        }

        if (now.IsDirectory)
        {
            using TreeDirectory? lowerChild = before.IsDirectory ? lower.OpenChild(name) : null;
            using TreeDirectory upperChild = upper.OpenChild(name);
            Walk(lowerChild, upperChild, $"{prefix}{name}/");
        }
    }
}
