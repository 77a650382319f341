namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>
/// The backends in which something may lie without a record. At start that is all of them, because the daemon may have been killed between a
/// backend and its record.
/// </summary>
internal sealed class DirtyBackends
{
    private readonly Lock _lock = new();
    private bool _all = true;
    private bool _content;
    private HashSet<string> _snapshotters = new(StringComparer.Ordinal);

    public void MarkContent()
    {
        lock (_lock)
        {
            _content = true;
        }
    }

    public void MarkSnapshotter(string name)
    {
        lock (_lock)
        {
            _snapshotters.Add(name);
        }
    }

    /// <summary>Takes the marks away; <paramref name="loaded"/> are the snapshotters that there are.</summary>
    public (bool Content, IReadOnlyCollection<string> Snapshotters) Take(IReadOnlyList<string> loaded)
    {
        lock (_lock)
        {
            if (_all)
            {
                _content = true;
                _snapshotters.UnionWith(loaded);
            }

            (bool Content, IReadOnlyCollection<string> Snapshotters) taken = (_content, _snapshotters);
            (_all, _content, _snapshotters) = (false, false, new HashSet<string>(StringComparer.Ordinal));
            return taken;
        }
    }
}
