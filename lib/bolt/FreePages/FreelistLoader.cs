using PluginHost.Bolt.Nodes;
using PluginHost.Bolt.Pages;
using PluginHost.Bolt.Storage;

namespace PluginHost.Bolt.FreePages;

/// <summary>Finds the free pages of a committed state: listed on its freelist page, or else all that the trees do not reach.</summary>
internal sealed class FreelistLoader(IStorageFile file, PageCache cache, Meta meta)
{
    /// <summary>The pages that the list itself occupies; null if it is not kept on disk.</summary>
    public PageRun? Run { get; private set; }

    /// <exception cref="BoltException"><see cref="BoltError.Corrupted"/>: writing to this file could destroy more.</exception>
    public Freelist Load()
    {
        PageRunSet free = new();
        if (meta.HasFreelist)
        {
            LoadFromPage(free);
        }
        else
        {
            LoadFromTrees(free);
        }

        return new Freelist(free);
    }

    private void LoadFromPage(PageRunSet free)
    {
        byte[] bytes = PageFile.ReadRun(file, meta.Freelist, meta.PageSize, cache.Path);
        string where = $"{cache.Path}: freelist page {meta.Freelist}";
        PageId[] pages = FreelistPage.Read(bytes, where);
        Array.Sort(pages);
        foreach (PageId page in pages)
        {
            if (page < PageId.FirstData || page >= meta.HighWater)
            {
                throw BoltException.Corrupted($"{where} lists page {page}, but pages go from {PageId.FirstData} to {meta.HighWater}");
            }

            if (!free.TryAdd(new PageRun(page, 1)))
            {
                throw BoltException.Corrupted($"{where} lists page {page} twice");
            }
        }

        Run = PageHeader.Read(bytes).Run;
    }

    private void LoadFromTrees(PageRunSet free)
    {
        PageBitmap reached = new(meta.HighWater);
        MarkTree(Tree.OnPage(new PageReader(cache, meta.HighWater), meta.Root), reached);
        for (PageId page = PageId.FirstData; page < meta.HighWater; page = page.Plus(1))
        {
            if (!reached.Contains(page))
            {
                free.TryAdd(new PageRun(page, 1));
            }
        }
    }

    private void MarkTree(Tree tree, PageBitmap reached)
    {
        Nesting.Check();
        tree.Walk(view =>
        {
            if (view.Origin is PageRun run)
            {
                MarkRun(run, reached);
            }

            for (int i = 0; view.IsLeaf && i < view.Count; i++)
            {
                if (view.IsBucket(i) && BucketValue.Read(view.Value(i)).Root is { Value: not 0 } root)
                {
                    MarkTree(Tree.OnPage(tree.Pages, root), reached);
                }
            }
        });
    }

    private void MarkRun(PageRun run, PageBitmap reached)
    {
        if (run.End > meta.HighWater)
        {
            throw BoltException.Corrupted($"{cache.Path}: {run} goes beyond the last page, {meta.HighWater.Value - 1}");
        }

        for (PageId page = run.Start; page < run.End; page = page.Plus(1))
        {
            if (!reached.Add(page))
            {
                throw BoltException.Corrupted($"{cache.Path}: page {page} is referenced twice");
            }
        }
    }
}
