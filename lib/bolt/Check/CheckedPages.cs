using PluginHost.Bolt.Pages;
using PluginHost.Bolt.Storage;

namespace PluginHost.Bolt.Check;

/// <summary>What a check has seen so far: which pages, and which faults.</summary>
internal sealed class CheckedPages
{
    private readonly IStorageFile _file;
    private readonly string _path;
    private readonly Meta _meta;
    private readonly PageBitmap _reached;
    private readonly PageBitmap _free;
    private readonly List<string> _damage = [];
    private readonly List<string> _oddities = [];

    public CheckedPages(IStorageFile file, string path, Meta meta)
    {
        _file = file;
        _path = path;
        _meta = meta;

        // What lies beyond the file's end can't be read anyway; a wild high-water mark must not decide how much memory this takes.
        Bound = new PageId(Math.Min(meta.HighWater.Value, (ulong)(file.Length / meta.PageSize)));
        _reached = new PageBitmap(Bound);
        _free = new PageBitmap(Bound);
    }

    /// <summary>The first page that is neither in use nor free.</summary>
    public PageId Bound { get; }

    /// <summary>What makes reading or writing unsafe.</summary>
    public IReadOnlyList<string> Damage => _damage;

    /// <summary>What no writer that we know leaves behind, but what reading and writing can live with.</summary>
    public IReadOnlyList<string> Oddities => _oddities;

    public int PageSize => _meta.PageSize;

    /// <summary>How many pages something refers to.</summary>
    public ulong Reached { get; private set; }

    public void Report(string fault) => _damage.Add(fault);

    public void ReportOddity(string fault) => _oddities.Add(fault);

    public void AddFree(PageId page)
    {
        if (!IsInBounds(page))
        {
            Report($"page {page}: listed free, but out of bounds: {_meta.HighWater}");
        }
        else if (!_free.Add(page))
        {
            Report($"page {page}: already freed");
        }
    }

    /// <summary>
    /// Reads a page that is referred to, from the file rather than the cache, and marks all that it occupies. Null if there is
    /// nothing to look into: that is reported then.
    /// </summary>
    public byte[]? Reach(PageId page, string owner)
    {
        if (!IsInBounds(page))
        {
            Report($"page {page}: out of bounds: {_meta.HighWater} ({owner})");
            return null;
        }

        try
        {
            byte[] bytes = PageFile.ReadRun(_file, page, _meta.PageSize, _path);
            return Mark(PageHeader.Read(bytes).Run, owner) ? bytes : null;
        }
        catch (BoltException e) when (e.Error == BoltError.Corrupted)
        {
            Report(e.Message);
            return null;
        }
    }

    /// <summary>Reports the pages that are lost: neither reached nor free.</summary>
    public void ReportLost()
    {
        for (PageId page = PageId.FirstData; page < Bound; page = page.Plus(1))
        {
            if (!_reached.Contains(page) && !_free.Contains(page))
            {
                Report($"page {page}: unreachable unfreed");
            }
        }
    }

    /// <summary>Whether the pages were not reached before; looking into them again could go on for ever.</summary>
    private bool Mark(PageRun run, string owner)
    {
        bool isNew = true;
        for (PageId page = run.Start; page < run.End; page = page.Plus(1))
        {
            if (!IsInBounds(page))
            {
                Report($"page {page}: out of bounds: {_meta.HighWater} ({owner})");
                return false;
            }

            if (!_reached.Add(page))
            {
                Report($"page {page}: multiple references ({owner})");
                isNew = false;
            }
            else
            {
                Reached++;
            }

            if (_free.Contains(page))
            {
                Report($"page {page}: reachable freed ({owner})");
            }
        }

        return isNew;
    }

    private bool IsInBounds(PageId page) => page >= PageId.FirstData && page < Bound;
}
