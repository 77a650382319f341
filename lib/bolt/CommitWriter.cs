using PluginHost.Bolt.FreePages;
using PluginHost.Bolt.Nodes;
using PluginHost.Bolt.Pages;
using PluginHost.Bolt.Storage;

namespace PluginHost.Bolt;

/// <summary>
/// Brings one transaction to the disk; all that a commit does is in <see cref="Run"/>, in order (bbolt tx.go). Nothing that the last
/// committed state needs is overwritten, so up to the write of the meta page the old state stands.
/// </summary>
internal sealed class CommitWriter : IPageAllocator
{
    /// <summary>A bucket goes into its parent's value if its leaf takes at most this part of a page.</summary>
    private const int InlineDivisor = 4;

    private readonly Store _store;
    private readonly Freelist _freelist;
    private readonly Meta _before;
    private readonly ulong _transactionId;
    private readonly Spiller _spiller;
    private readonly SortedDictionary<PageId, (byte[] Bytes, PageView View)> _treePages = [];
    private readonly List<PageRun> _taken = [];
    private PageId _highWater;

    public CommitWriter(Store store, Freelist freelist, Meta before)
    {
        _store = store;
        _freelist = freelist;
        _before = before;
        _transactionId = before.TransactionId + 1;
        _highWater = before.HighWater;
        _spiller = new Spiller(this, store.PageSize, store.Options.PageChecksums ? PageTrailer.Size : 0);
    }

    /// <summary>The new state, once it is on the disk.</summary>
    public Meta? Committed { get; private set; }

    /// <summary>Commits what was changed below the root bucket. As long as there is nothing committed, the old state is current.</summary>
    public void Run(Bucket root)
    {
        Rebalance(root, new Rebalancer(root.Tree.Pages, GiveUp));
        PageId rootPage = SpillRoot(root);
        PageRun? freelistRun = ReplaceFreelist(out byte[] freelistPage);
        Meta meta = _before with
        {
            Root = rootPage,
            Freelist = freelistRun?.Start ?? PageId.NoFreelist,
            HighWater = _highWater,
            TransactionId = _transactionId,
        };

        _store.MetaPages.ResolveDoubt();
        GrowFile();
        WritePages(freelistRun, freelistPage);
        _store.MetaPages.Write(meta);

        Committed = meta;
        _store.FreelistRun = freelistRun;
        _store.CountFree(_freelist);
        foreach ((PageId page, (byte[] bytes, PageView view)) in _treePages)
        {
            _store.Cache.Add(page, view, bytes.Length);
        }
    }

    /// <summary>Gives back what the failed transaction took, and keeps what it gave up.</summary>
    public void Rollback() => _freelist.Rollback(_transactionId, _taken);

    public PageRun Allocate(ulong length)
    {
        if (_freelist.Allocate(length) is PageRun free)
        {
            _taken.Add(free);
            return free;
        }

        PageRun added = new(_highWater, length);
        _highWater = added.End;
        return added;
    }

    public void GiveUp(PageRun run) => _freelist.Free(_transactionId, run);

    public void Put(PageRun run, byte[] bytes)
    {
        if (_store.Options.PageChecksums)
        {
            PageTrailer.Write(bytes);
        }

        _treePages.Add(run.Start, (bytes, PageView.Open(bytes, $"new {run}")));
    }

    private static void Rebalance(Bucket bucket, Rebalancer rebalancer)
    {
        Nesting.Check();
        rebalancer.Rebalance(bucket.Tree);
        foreach (Bucket child in bucket.OpenChildren)
        {
            Rebalance(child, rebalancer);
        }
    }

    private PageId SpillRoot(Bucket root)
    {
        SpillChildren(root);
        return root.Tree.RootNode is Node node ? _spiller.SpillRoot(node) : _before.Root;
    }

    private void SpillChildren(Bucket bucket)
    {
        Nesting.Check();
        foreach (Bucket child in bucket.OpenChildren)
        {
            SpillChildren(child);
            if (child.Tree.RootNode is Node root)
            {
                bucket.Tree.Put(child.Name, IsInlineable(root) ? InlineValue(child, root) : TreeValue(child, root), isBucket: true);
            }
        }
    }

    private bool IsInlineable(Node root)
        => root.IsLeaf && root.Size <= _store.PageSize / InlineDivisor && !root.Entries.Exists(entry => entry.IsBucket);

    private byte[] InlineValue(Bucket bucket, Node root)
    {
        if (root.TakeOrigin() is PageRun origin)
        {
            GiveUp(origin);
        }

        byte[] value = new byte[BucketValue.HeaderSize + root.Size];
        new BucketValue(default, bucket.Sequence).Write(value);
        root.Write(value.AsSpan(BucketValue.HeaderSize), new PageRun(default, 1));
        return value;
    }

    private byte[] TreeValue(Bucket bucket, Node root)
    {
        byte[] value = new byte[BucketValue.HeaderSize];
        new BucketValue(_spiller.SpillRoot(root), bucket.Sequence).Write(value);
        return value;
    }

    /// <summary>The new list has the pages of the old one, but not its own.</summary>
    private PageRun? ReplaceFreelist(out byte[] bytes)
    {
        if (_store.FreelistRun is PageRun old)
        {
            GiveUp(old);
        }

        if (!_store.Options.SyncFreelist)
        {
            bytes = [];
            return null;
        }

        PageRun run = Allocate(FreelistPage.PagesFor(_freelist.Count, _store.PageSize));
        bytes = new byte[checked((int)run.Length * _store.PageSize)];
        FreelistPage.Write(bytes, run, _freelist);
        return run;
    }

    private void GrowFile()
    {
        if (_highWater == _before.HighWater)
        {
            return;
        }

        long length = _store.File.Length;
        long wanted = FileGrowth.NewLength(length, checked((long)(_highWater.Value + 1) * _store.PageSize));
        if (wanted > length)
        {
            _store.File.Truncate(wanted);
            if (!_store.Options.NoSync)
            {
                _store.File.Sync();
            }
        }
    }

    private void WritePages(PageRun? freelistRun, byte[] freelistPage)
    {
        SortedDictionary<PageId, byte[]> pages = [];
        foreach ((PageId page, (byte[] bytes, _)) in _treePages)
        {
            pages.Add(page, bytes);
        }

        if (freelistRun is PageRun run)
        {
            pages.Add(run.Start, freelistPage);
        }

        foreach ((PageId page, byte[] bytes) in pages)
        {
            _store.Cache.Remove(page);
            _store.File.Write(bytes, checked((long)page.Value * _store.PageSize));
        }

        if (!_store.Options.NoSync)
        {
            _store.File.SyncData();
        }
    }
}
