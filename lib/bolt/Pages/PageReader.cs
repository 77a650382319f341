namespace PluginHost.Bolt.Pages;

/// <summary>
/// The branch and leaf pages of one state of the database, read through the shared cache. A page that this state can reach is never
/// overwritten while a transaction looks at it, so reading needs no lock.
/// </summary>
internal sealed class PageReader(PageCache cache, PageId highWater)
{
    /// <summary>More levels than a tree of 2^48 pages can have: a longer way down is a circle.</summary>
    public const int MaxDepth = 64;

    public int PageSize => cache.PageSize;

    /// <summary>The page with that number; <see cref="BoltError.Corrupted"/> if it can't be one of this state.</summary>
    public PageView Read(PageId page)
    {
        if (page < PageId.FirstData || page >= highWater)
        {
            throw BoltException.Corrupted($"{cache.Path}: page {page} is referenced, but pages go from {PageId.FirstData} to {highWater}");
        }

        return cache.Read(page);
    }

    /// <summary>Guards a way down the tree against pages that lead back to themselves.</summary>
    public void CheckDepth(int depth)
    {
        if (depth > MaxDepth)
        {
            throw BoltException.Corrupted($"{cache.Path}: a tree is deeper than {MaxDepth} levels");
        }
    }
}
