namespace PluginHost.Archive.Changes;

/// <summary>
/// Remembers files with several names. The first changed name is written as the file; the others, changed or not, are links to it.
/// </summary>
internal sealed class HardLinks
{
    private readonly Dictionary<ulong, string> _sources = [];
    private readonly Dictionary<ulong, List<string>> _waiting = [];

    /// <summary>The name under which an inode was written, or null.</summary>
    public string? FindSource(ulong inode) => _sources.GetValueOrDefault(inode);

    /// <summary>Remembers an unchanged name, in case a changed one follows.</summary>
    public void AddUnmodified(ulong inode, string name)
    {
        if (!_waiting.TryGetValue(inode, out List<string>? names))
        {
            _waiting[inode] = names = [];
        }

        names.Add(name);
    }

    /// <summary>Makes a name the source of its inode, and returns the unchanged names that came before it.</summary>
    public IReadOnlyList<string> SetSource(ulong inode, string name)
    {
        _sources[inode] = name;

        return _waiting.Remove(inode, out List<string>? names) ? names : [];
    }
}
