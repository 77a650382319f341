namespace PluginHost.Bolt.Pages;

/// <summary><paramref name="Length"/> contiguous pages from <paramref name="Start"/> on: what a page with overflow occupies.</summary>
internal readonly record struct PageRun(PageId Start, ulong Length)
{
    /// <summary>The page after the last one.</summary>
    public PageId End => Start.Plus(Length);

    public bool Contains(PageId page) => page >= Start && page < End;

    public override string ToString() => Length == 1 ? $"page {Start}" : $"pages {Start} to {End.Value - 1}";
}
