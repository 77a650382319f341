using PluginHost.Bolt.FreePages;
using PluginHost.Bolt.Pages;
using PluginHost.Bolt.Storage;

namespace PluginHost.Bolt.Check;

/// <summary>
/// Looks through one committed state for what contradicts the format. It finds what bbolt's checker finds (bbolt tx_check.go) and what
/// bbolt relies on without checking it: that a branch's keys equal the first keys of its children, that branches have two children and
/// leaves something in them, that leaves are equally deep, that inline buckets and bucket values are well formed.
/// </summary>
internal sealed class Checker(IStorageFile file, string path, Meta meta)
{
    private readonly CheckedPages _pages = new(file, path, meta);

    /// <summary>Runs all checks.</summary>
    /// <param name="freeInMemory">The free and pending pages of a writer in this state, ascending; null if there is none.</param>
    public CheckedState Run(IReadOnlyList<PageId>? freeInMemory)
    {
        if (_pages.Bound < meta.HighWater)
        {
            _pages.Report($"the file has {_pages.Bound} pages, but {meta.HighWater} are in use");
        }

        IReadOnlyList<PageId>? free = meta.HasFreelist ? ReadFreelist(freeInMemory) : freeInMemory;
        foreach (PageId page in free ?? [])
        {
            _pages.AddFree(page);
        }

        new TreeChecker(_pages, TreeChecker.RootBucket).Run(meta.Root);
        if (free is not null)
        {
            // Without a list, on disk or in memory, all that is not reached is free.
            _pages.ReportLost();
        }

        return new CheckedState(
            meta.TransactionId,
            ((long)_pages.Reached + (long)PageId.FirstData.Value) * meta.PageSize,
            (long)meta.HighWater.Value * meta.PageSize,
            _pages.Damage,
            _pages.Oddities);
    }

    private IReadOnlyList<PageId>? ReadFreelist(IReadOnlyList<PageId>? inMemory)
    {
        if (_pages.Reach(meta.Freelist, "freelist") is not byte[] bytes)
        {
            return inMemory;
        }

        try
        {
            PageId[] listed = FreelistPage.Read(bytes, $"page {meta.Freelist}");
            if (inMemory is not null && !listed.Order().SequenceEqual(inMemory))
            {
                _pages.Report($"page {meta.Freelist}: lists {listed.Length} free pages that are not the {inMemory.Count} in memory");
            }

            return listed;
        }
        catch (BoltException e) when (e.Error == BoltError.Corrupted)
        {
            _pages.Report(e.Message);
            return inMemory;
        }
    }
}
