using PluginHost.Bolt.Pages;

namespace PluginHost.Bolt.FreePages;

/// <summary>A set of pages, kept as sorted runs that neither overlap nor touch.</summary>
internal sealed class PageRunSet
{
    private readonly List<PageRun> _runs = [];

    /// <summary>Number of pages.</summary>
    public ulong Count { get; private set; }

    public IReadOnlyList<PageRun> Runs => _runs;

    public bool Overlaps(PageRun run)
    {
        int next = FirstEndingAfter(run.Start);
        return next < _runs.Count && _runs[next].Start < run.End;
    }

    /// <summary>Adds pages, joining them with their neighbours. False, and no change, if one is there already.</summary>
    public bool TryAdd(PageRun run)
    {
        int next = FirstEndingAfter(run.Start);
        if (next < _runs.Count && _runs[next].Start < run.End)
        {
            return false;
        }

        Count += run.Length;
        if (next > 0 && _runs[next - 1].End == run.Start)
        {
            run = new PageRun(_runs[next - 1].Start, _runs[next - 1].Length + run.Length);
            _runs.RemoveAt(--next);
        }

        if (next < _runs.Count && _runs[next].Start == run.End)
        {
            run = run with { Length = run.Length + _runs[next].Length };
            _runs[next] = run;
        }
        else
        {
            _runs.Insert(next, run);
        }

        return true;
    }

    /// <summary>Takes the lowest pages of which <paramref name="length"/> lie together; null if there are none.</summary>
    public PageRun? TakeFirstFit(ulong length)
    {
        for (int i = 0; i < _runs.Count; i++)
        {
            PageRun run = _runs[i];
            if (run.Length < length)
            {
                continue;
            }

            if (run.Length == length)
            {
                _runs.RemoveAt(i);
            }
            else
            {
                _runs[i] = new PageRun(run.Start.Plus(length), run.Length - length);
            }

            Count -= length;
            return run with { Length = length };
        }

        return null;
    }

    /// <summary>Takes these pages out. All of them must be in the set.</summary>
    public void Take(PageRun run)
    {
        int index = FirstEndingAfter(run.Start);
        if (index == _runs.Count || _runs[index].Start > run.Start || _runs[index].End < run.End)
        {
            throw new InvalidOperationException($"{run} is not in the set");
        }

        PageRun whole = _runs[index];
        _runs.RemoveAt(index);
        Count -= run.Length;
        if (run.End < whole.End)
        {
            _runs.Insert(index, new PageRun(run.End, whole.End.Value - run.End.Value));
        }

        if (whole.Start < run.Start)
        {
            _runs.Insert(index, whole with { Length = run.Start.Value - whole.Start.Value });
        }
    }

    /// <summary>The first run whose end lies beyond the page: the only one that could contain it.</summary>
    private int FirstEndingAfter(PageId page)
    {
        int low = 0;
        int high = _runs.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_runs[middle].End > page)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
