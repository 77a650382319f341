namespace PluginHost.Bolt.Pages;

/// <summary>A set of the pages below a bound, one bit each.</summary>
internal sealed class PageBitmap(PageId bound)
{
    private readonly ulong[] _words = new ulong[checked((int)((bound.Value + 63) / 64))];

    public PageId Bound => bound;

    public bool Contains(PageId page) => page < bound && (_words[page.Value / 64] & Bit(page)) != 0;

    /// <summary>Adds a page below the bound. False if it was there already.</summary>
    public bool Add(PageId page)
    {
        if (page >= bound)
        {
            throw new ArgumentOutOfRangeException(nameof(page), page, $"not below {bound}");
        }

        ref ulong word = ref _words[page.Value / 64];
        bool added = (word & Bit(page)) == 0;
        word |= Bit(page);
        return added;
    }

    private static ulong Bit(PageId page) => 1UL << (int)(page.Value % 64);
}
