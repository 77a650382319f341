using PluginHost.Linux;

namespace PluginHost.Archive.Changes;

/// <summary>Two open directories of one path, and how far their names have been compared.</summary>
/// <param name="lower">The directory before, or null if there was none; closed with this.</param>
/// <param name="upper">The directory now; closed with this.</param>
/// <param name="prefix">The path below the root, empty or with a slash at its end.</param>
internal sealed class TreePair(TreeDirectory? lower, TreeDirectory upper, string prefix) : IDisposable
{
    private readonly List<string> _before = lower?.Names() ?? [];
    private readonly List<string> _now = upper.Names();
    private int _nextBefore;
    private int _nextNow;

    public TreeDirectory? Lower { get; } = lower;

    public TreeDirectory Upper { get; } = upper;

    public string Prefix { get; } = prefix;

    /// <summary>Whether all names were given.</summary>
    public bool IsAtEnd => _nextBefore == _before.Count && _nextNow == _now.Count;

    /// <summary>The next name of either, in the order of their bytes, and which of them have it.</summary>
    public (string Name, bool WasThere, bool IsThere) Next()
    {
        int order = _nextBefore == _before.Count ? 1
            : _nextNow == _now.Count ? -1
            : PathEncoding.Compare(_before[_nextBefore], _now[_nextNow]);
        string name = order < 0 ? _before[_nextBefore] : _now[_nextNow];
        _nextBefore += order <= 0 ? 1 : 0;
        _nextNow += order >= 0 ? 1 : 0;

        return (name, order <= 0, order >= 0);
    }

    /// <summary>The pair of the directories of a name.</summary>
    /// <exception cref="LinuxException">One can't be opened.</exception>
    public TreePair Enter(string name, bool inLower)
        => new(inLower ? Lower!.OpenChild(name) : null, Upper.OpenChild(name), $"{Prefix}{name}/");

    /// <inheritdoc/>
    public void Dispose()
    {
        Lower?.Dispose();
        Upper.Dispose();
    }
}
