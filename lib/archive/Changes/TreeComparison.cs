using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.Archive.Changes;

/// <summary>
/// Compares two trees by walking both in the order of their names (containerd continuity fs/diff.go, the double walk). A directory comes
/// before what is in it. There is no recursion, since whoever filled the trees decides how deep they are.
/// </summary>
internal sealed class TreeComparison(Action<Change> report, CancellationToken cancellationToken)
{
    private readonly FileComparison _files = new(cancellationToken);

    /// <summary>Reports all changes from one tree to the other.</summary>
    /// <param name="lower">The tree before; null for an empty one.</param>
    /// <param name="upper">The tree now.</param>
    /// <exception cref="LinuxException">A call failed; ENAMETOOLONG: more than 4096 levels.</exception>
    public void Run(string? lower, string upper)
    {
        Stack<TreePair> open = new();
        open.Push(new TreePair(lower is null ? null : TreeDirectory.Open(lower), TreeDirectory.Open(upper), string.Empty));
        try
        {
            while (open.TryPeek(out TreePair? pair))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (pair.IsAtEnd)
                {
                    open.Pop().Dispose();
                }
                else if (Visit(pair) is { } child)
                {
                    open.Push(child);
                    LinuxException.ThrowIf(open.Count > DirectoryWalk.MaxDepth ? Errno.ENAMETOOLONG : 0, "openat", child.Prefix);
                }
            }
        }
        finally
        {
            while (open.TryPop(out TreePair? pair))
            {
                pair.Dispose();
            }
        }
    }

    // The next name of the pair; what is returned lies below it and comes before its other names.
    private TreePair? Visit(TreePair pair)
    {
        (string name, bool wasThere, bool isThere) = pair.Next();
        if (!isThere)
        {
            report(new Change(ChangeKind.Delete, pair.Prefix + name, default));

            return null;
        }

        FileStatus now = pair.Upper.Status(name);
        bool wasDirectory = wasThere && ReportChange(pair, name, now);
        if (!wasThere)
        {
            report(new Change(ChangeKind.Add, pair.Prefix + name, now));
        }

        // A directory that became a file takes what was in it along without a word.
        return now.IsDirectory ? pair.Enter(name, wasDirectory) : null;
    }

    private bool ReportChange(TreePair pair, string name, in FileStatus now)
    {
        FileStatus before = pair.Lower!.Status(name);
        if (!_files.AreSame(pair.Lower, before, pair.Upper, now, name))
        {
            report(new Change(ChangeKind.Modify, pair.Prefix + name, now));
        }
        else if (!now.IsDirectory && now.LinkCount > 1)
        {
            report(new Change(ChangeKind.Unmodified, pair.Prefix + name, now));
        }

        return before.IsDirectory;
    }
}
