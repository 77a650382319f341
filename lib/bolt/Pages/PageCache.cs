using PluginHost.Bolt.Storage;

namespace PluginHost.Bolt.Pages;

/// <summary>
/// Keeps branch and leaf pages in memory. Buffers are never changed after they are filled: a page that is written again gets a new
/// buffer, so spans that a reader holds stay what they were. Reading a cached page takes no lock.
/// </summary>
internal sealed class PageCache(IStorageFile file, int pageSize, string path, long capacity)
{
    private readonly Lock _gate = new();
    private CachedPage?[] _slots = [];
    private long _bytes;
    private int _hand;

    public int PageSize => pageSize;

    public string Path => path;

    /// <summary>The page, from memory or from the file.</summary>
    public PageView Read(PageId page)
    {
        CachedPage?[] slots = Volatile.Read(ref _slots);
        if (page.Value < (ulong)slots.Length && Volatile.Read(ref slots[page.Value]) is CachedPage cached)
        {
            cached.Touch();
            return cached.View;
        }

        byte[] bytes = PageFile.ReadRun(file, page, pageSize, path);
        CachedPage loaded = new(PageView.Open(bytes, $"{path}: page {page}"), bytes.Length);
        Add(page, loaded);
        return loaded.View;
    }

    /// <summary>Forgets a page because it is about to be overwritten.</summary>
    public void Remove(PageId page)
    {
        lock (_gate)
        {
            if (page.Value < (ulong)_slots.Length)
            {
                Drop((int)page.Value);
            }
        }
    }

    /// <summary>Takes in a page that was just written.</summary>
    public void Add(PageId page, PageView view, int length) => Add(page, new CachedPage(view, length));

    private void Add(PageId page, CachedPage entry)
    {
        lock (_gate)
        {
            if (page.Value >= (ulong)_slots.Length)
            {
                long doubled = Math.Min(_slots.Length * 2L, Array.MaxLength);
                CachedPage?[] larger = new CachedPage?[Math.Max(checked((long)page.Value + 1), doubled)];
                _slots.CopyTo(larger, 0);
                Volatile.Write(ref _slots, larger);
            }

            Drop((int)page.Value);
            Volatile.Write(ref _slots[page.Value], entry);
            _bytes += entry.Length;
            Shrink();
        }
    }

    /// <summary>Second chance: a page that was read since the hand last came by stays for one more round.</summary>
    private void Shrink()
    {
        while (_bytes > capacity)
        {
            _hand = (_hand + 1) % _slots.Length;
            if (_slots[_hand] is CachedPage page && !page.TakeSecondChance())
            {
                Drop(_hand);
            }
        }
    }

    private void Drop(int slot)
    {
        if (_slots[slot] is CachedPage old)
        {
            _bytes -= old.Length;
            Volatile.Write(ref _slots[slot], null);
        }
    }

    private sealed class CachedPage(PageView view, int length)
    {
        private bool _touched = true;

        public PageView View { get; } = view;

        public int Length => length;

        public void Touch()
        {
            if (!_touched)
            {
                _touched = true;
            }
        }

        public bool TakeSecondChance()
        {
            bool touched = _touched;
            _touched = false;
            return touched;
        }
    }
}
