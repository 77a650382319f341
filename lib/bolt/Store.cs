using PluginHost.Bolt.FreePages;
using PluginHost.Bolt.Pages;
using PluginHost.Bolt.Storage;

namespace PluginHost.Bolt;

/// <summary>An open file with what is kept of it in memory. Free pages and meta pages belong to the writer.</summary>
internal sealed class Store(IStorageFile file, string path, DatabaseOptions options, MetaPages metaPages) : IDisposable
{
    private long _freeBytes;

    public string Path => path;

    public DatabaseOptions Options => options;

    public IStorageFile File => file;

    public int PageSize { get; } = metaPages.Current.PageSize;

    public MetaPages MetaPages => metaPages;

    public PageCache Cache { get; } = new(file, metaPages.Current.PageSize, path, options.CacheBytes);

    public Sessions Sessions { get; } = new(metaPages.Current, path);

    /// <summary>Bytes of free pages after the last commit, or after opening; for any thread.</summary>
    public long FreeBytes => Interlocked.Read(ref _freeBytes);

    /// <summary>Null in a read-only database.</summary>
    public Freelist? Freelist { get; private set; }

    /// <summary>The pages of the freelist on disk; null if there is none.</summary>
    public PageRun? FreelistRun { get; set; }

    /// <summary>Reads what a database needs before its first transaction; an empty file becomes a database.</summary>
    public static Store Load(IStorageFile file, string path, DatabaseOptions options)
    {
        if (!options.ReadOnly && FreshFile.IsUnfinished(file, options))
        {
            FreshFile.Write(file, options);
        }

        Store store = new(file, path, options, MetaPages.Read(file, path, options));
        if (!options.ReadOnly)
        {
            store.LoadForWriting();
        }

        return store;
    }

    public Transaction Begin(bool writable, bool managed)
    {
        if (!writable)
        {
            return new Transaction(this, Sessions.EnterReader(), writable, managed);
        }

        if (Freelist is null)
        {
            throw BoltException.Of(BoltError.DatabaseReadOnly, path);
        }

        Meta meta = Sessions.EnterWriter(out ulong? oldestReader);
        Freelist.Release(oldestReader);
        return new Transaction(this, meta, writable, managed);
    }

    /// <summary>Registers a reader.</summary>
    /// <param name="free">The free pages of the state that it reads, which only a writer can tell; null in a read-only database.</param>
    public Meta EnterChecker(out IReadOnlyList<PageId>? free)
    {
        free = null;
        if (Freelist is null)
        {
            return Sessions.EnterReader();
        }

        Sessions.EnterWriter(out _);
        try
        {
            free = [.. Freelist.Pages()];
            return Sessions.EnterReader();
        }
        finally
        {
            Sessions.LeaveWriter(null);
        }
    }

    /// <summary>To be called by the writer when it has changed the free pages.</summary>
    public void CountFree(Freelist freelist) => Interlocked.Exchange(ref _freeBytes, (long)freelist.Count * PageSize);

    public void Dispose() => file.Dispose();

    private void LoadForWriting()
    {
        Meta meta = metaPages.Current;
        if (file.Length / meta.PageSize < (long)meta.HighWater.Value)
        {
            throw BoltException.Corrupted(
                $"{path}: the file has {file.Length} bytes, but {meta.HighWater} pages of {meta.PageSize} bytes are in use");
        }

        FreelistLoader loader = new(file, Cache, meta);
        Freelist = loader.Load();
        FreelistRun = loader.Run;
        CountFree(Freelist);
        if (options.SyncFreelist && !meta.HasFreelist)
        {
            // From now on the file has a freelist page, also if nothing else is ever written.
            using Transaction transaction = Begin(writable: true, managed: false);
            transaction.Commit();
        }
    }
}
