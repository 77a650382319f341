namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>
/// The backends in which something may lie without a record. At start that is all of them, because the daemon may have been killed between a
/// backend and its record.
/// </summary>
internal sealed class DirtyBackends(TimeProvider clock)
{
    /// <summary>How long a call that was given up may go on in a backend in another process: long enough for one that hung and was woken.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _unsureSnapshotters = new(StringComparer.Ordinal);
    private bool _all = true;
    private bool _content;
    private DateTimeOffset _contentUnsureUntil = DateTimeOffset.MinValue;
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

    /// <summary>The content store did not answer a call: what the call makes may come at any time, so each collection looks for a while.</summary>
    public void MarkContentUnsure()
    {
        lock (_lock)
        {
            _contentUnsureUntil = clock.GetUtcNow() + Aftermath;
        }
    }

    /// <summary>As <see cref="MarkContentUnsure"/>, for a snapshotter.</summary>
    public void MarkSnapshotterUnsure(string name)
    {
        lock (_lock)
        {
            _unsureSnapshotters[name] = clock.GetUtcNow() + Aftermath;
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

            DateTimeOffset now = clock.GetUtcNow();
            foreach ((string name, DateTimeOffset until) in _unsureSnapshotters)
            {
                _snapshotters.Add(name);
                if (now > until)
                {
                    _unsureSnapshotters.Remove(name);
                }
            }

            _content |= _contentUnsureUntil != DateTimeOffset.MinValue;
            if (now > _contentUnsureUntil)
            {
                _contentUnsureUntil = DateTimeOffset.MinValue;
            }

            (bool Content, IReadOnlyCollection<string> Snapshotters) taken = (_content, _snapshotters);
            (_all, _content, _snapshotters) = (false, false, new HashSet<string>(StringComparer.Ordinal));
            return taken;
        }
    }
}
