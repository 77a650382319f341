using PluginHost.Bolt.Pages;

namespace PluginHost.Bolt.FreePages;

/// <summary>
/// Which pages below the high-water mark hold nothing (bbolt internal/freelist). A page that a transaction gives up is first
/// <em>pending</em> under that transaction's id: readers of older states still need it, and after a crash the older state does.
/// It becomes free at the begin of a later writer, when no such reader is left. Used by the one writer only.
/// </summary>
internal sealed class Freelist
{
    private readonly PageRunSet _free;
    private readonly PageRunSet _pendingPages = new();
    private readonly SortedDictionary<ulong, List<PageRun>> _pending = [];

    public Freelist(PageRunSet free) => _free = free;

    /// <summary>Free and pending pages: what a freelist page would list.</summary>
    public ulong Count => _free.Count + _pendingPages.Count;

    /// <summary>The pages that <see cref="Allocate"/> may give.</summary>
    public ulong FreeCount => _free.Count;

    /// <summary>
    /// Takes a run out of the free pages, the lowest one that fits; null if the file has to grow. A transaction that fails gives it
    /// back by <see cref="Rollback"/>.
    /// </summary>
    public PageRun? Allocate(ulong length) => _free.TakeFirstFit(length);

    /// <summary>The transaction no longer uses these pages.</summary>
    /// <exception cref="BoltException"><see cref="BoltError.Corrupted"/>: a meta page, or free already. The file is damaged.</exception>
    public void Free(ulong transaction, PageRun run)
    {
        if (run.Start < PageId.FirstData || _free.Overlaps(run) || !_pendingPages.TryAdd(run))
        {
            throw BoltException.Corrupted($"{run} can't be given up: already free, or a meta page");
        }

        if (!_pending.TryGetValue(transaction, out List<PageRun>? runs))
        {
            _pending.Add(transaction, runs = []);
        }

        runs.Add(run);
    }

    /// <summary>
    /// Pending pages become free if all readers, the oldest of which sees <paramref name="oldestReader"/>, began after the
    /// transaction that gave them up. Null if there are no readers.
    /// </summary>
    public void Release(ulong? oldestReader)
    {
        while (_pending.Count > 0)
        {
            (ulong transaction, List<PageRun> runs) = _pending.First();
            if (oldestReader is ulong reader && transaction >= reader)
            {
                return;
            }

            _pending.Remove(transaction);
            foreach (PageRun run in runs)
            {
                _pendingPages.Take(run);
                _free.TryAdd(run);
            }
        }
    }

    /// <summary>Undoes what a transaction freed and allocated.</summary>
    public void Rollback(ulong transaction, IEnumerable<PageRun> allocated)
    {
        if (_pending.Remove(transaction, out List<PageRun>? runs))
        {
            foreach (PageRun run in runs)
            {
                _pendingPages.Take(run);
            }
        }

        foreach (PageRun run in allocated)
        {
            _free.TryAdd(run);
        }
    }

    /// <summary>Free and pending pages in ascending order.</summary>
    public IEnumerable<PageId> Pages()
    {
        int pending = 0;
        foreach (PageRun run in _free.Runs)
        {
            for (; pending < _pendingPages.Runs.Count && _pendingPages.Runs[pending].Start < run.Start; pending++)
            {
                foreach (PageId page in Each(_pendingPages.Runs[pending]))
                {
                    yield return page;
                }
            }

            foreach (PageId page in Each(run))
            {
                yield return page;
            }
        }

        for (; pending < _pendingPages.Runs.Count; pending++)
        {
            foreach (PageId page in Each(_pendingPages.Runs[pending]))
            {
                yield return page;
            }
        }
    }

    private static IEnumerable<PageId> Each(PageRun run)
    {
        for (ulong i = 0; i < run.Length; i++)
        {
            yield return run.Start.Plus(i);
        }
    }
}
