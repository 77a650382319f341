namespace PluginHost.Archive.Apply;

/// <summary>
/// The times that directories get at the end, since files made in a directory change them. A tree of names: what is kept grows with the
/// directories that are there, not with the entries of the archive or the length of their paths.
/// </summary>
internal sealed class DirectoryTimes
{
    private readonly Node _root = new();

    /// <summary>Remembers the times of a directory; of two for the same the later counts.</summary>
    public void Set(string path, EntryTimes times)
    {
        Node node = _root;
        foreach (string part in path.Split('/'))
        {
            node.Children ??= new Dictionary<string, Node>(StringComparer.Ordinal);
            if (!node.Children.TryGetValue(part, out Node? child))
            {
                node.Children.Add(part, child = new Node());
            }

            node = child;
        }

        node.Times = times;
    }

    /// <summary>All that was remembered.</summary>
    public IEnumerable<(string Path, EntryTimes Times)> All()
    {
        // Not by recursion: the archive decides how deep its directories are.
        Stack<(string Path, Node Node)> open = new();
        open.Push((string.Empty, _root));
        while (open.TryPop(out (string Path, Node Node) next))
        {
            if (next.Node.Times is { } times)
            {
                yield return (next.Path, times);
            }

            foreach ((string name, Node child) in next.Node.Children ?? [])
            {
                open.Push((next.Path.Length == 0 ? name : $"{next.Path}/{name}", child));
            }
        }
    }

    private sealed class Node
    {
        public Dictionary<string, Node>? Children { get; set; }

        public EntryTimes? Times { get; set; }
    }
}
