using PluginHost.Bolt.FreePages;
using PluginHost.Bolt.Pages;

namespace PluginHost.Bolt;

/// <summary>
/// One committed state of a database, and in a write transaction the changes made to it (bbolt tx.go). For one thread at a time.
/// It must be disposed, also after <see cref="Commit"/>: an open write transaction keeps all other writers out, an open read
/// transaction keeps pages from being used again, and either keeps the database from being closed. Disposing without
/// <see cref="Commit"/> rolls back.
/// </summary>
public sealed class Transaction : IDisposable
{
    private readonly Store _store;
    private readonly Meta _meta;
    private readonly Bucket _root;
    private readonly bool _managed;
    private readonly List<Action> _callbacks = [];
    private BoltException? _damage;
    private bool _closed;

    internal Transaction(Store store, Meta meta, bool writable, bool managed)
    {
        _store = store;
        _meta = meta;
        _managed = managed;
        Writable = writable;
        _root = Bolt.Bucket.Root(this, new PageReader(store.Cache, meta.HighWater), meta);
    }

    /// <summary>Whether this is the write transaction.</summary>
    public bool Writable { get; }

    /// <summary>The state that is read, or the one that a commit will make: one more.</summary>
    public ulong Id => Writable ? _meta.TransactionId + 1 : _meta.TransactionId;

    /// <summary>Bytes of all pages in use or free in the state that was begun with; the file may be longer.</summary>
    public long Size => (long)_meta.HighWater.Value * _meta.PageSize;

    /// <summary>The top-level bucket of that name; null if there is none.</summary>
    public Bucket? Bucket(ReadOnlySpan<byte> name) => _root.Find(name);

    /// <summary>Makes a top-level bucket.</summary>
    /// <exception cref="BoltException"><see cref="BoltError.BucketNameRequired"/>, <see cref="BoltError.BucketExists"/>.</exception>
    public Bucket CreateBucket(ReadOnlySpan<byte> name) => _root.CreateBucket(name);

    /// <summary>The top-level bucket of that name, made if it does not exist.</summary>
    /// <exception cref="BoltException"><see cref="BoltError.BucketNameRequired"/>.</exception>
    public Bucket CreateBucketIfNotExists(ReadOnlySpan<byte> name) => _root.CreateBucketIfNotExists(name);

    /// <summary>Removes a top-level bucket with all that is in it.</summary>
    /// <exception cref="BoltException"><see cref="BoltError.BucketNameRequired"/>, <see cref="BoltError.BucketNotFound"/>.</exception>
    public void DeleteBucket(ReadOnlySpan<byte> name) => _root.DeleteBucket(name);

    /// <summary>The names of the top-level buckets in order, read as the enumeration goes: see <see cref="Bolt.Bucket.Entries"/>.</summary>
    public IEnumerable<byte[]> BucketNames() => _root.Entries().Select(entry => entry.Key);

    /// <summary>A cursor over the top-level buckets.</summary>
    public Cursor Cursor() => _root.Cursor();

    /// <summary>
    /// Calls back after a successful commit, when the next writer may already be at work, on the thread of <see cref="Commit"/> and
    /// in the order of registration. What a callback throws does not undo the commit: the others still run, then
    /// <see cref="Commit"/> throws it in an <see cref="AggregateException"/>.
    /// </summary>
    public void OnCommit(Action callback)
    {
        CheckOpen();
        CheckWritable();
        _callbacks.Add(callback);
    }

    /// <summary>Writes all changes and waits until they are on the disk. Ends the transaction, also by an exception.</summary>
    /// <exception cref="BoltException"><see cref="BoltError.Io"/> with path and cause: nothing was changed, and the database can be
    /// used on. <see cref="BoltError.Corrupted"/> likewise.</exception>
    public void Commit()
    {
        if (_managed)
        {
            throw new InvalidOperationException("Update commits the transaction itself when its body returns");
        }

        CommitOwn();
    }

    /// <summary>Rolls back unless the transaction was committed.</summary>
    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        if (Writable)
        {
            _store.Freelist!.Rollback(Id, []);
        }

        Leave(null);
    }

    internal void CommitOwn()
    {
        CheckOpen();
        CheckWritable();
        CommitWriter writer = new(_store, _store.Freelist!, _meta);
        try
        {
            if (_damage is not null)
            {
                throw new BoltException(_damage.Error, $"{_store.Path}: {_damage.Message}", _damage);
            }

            writer.Run(_root);
        }
        finally
        {
            if (writer.Committed is null)
            {
                writer.Rollback();
            }

            Leave(writer.Committed);
        }

        RunCallbacks();
    }

    /// <summary>Pages of buckets that were deleted. If that fails half-way, the transaction can't be committed any more.</summary>
    internal void GiveUp(IReadOnlyList<PageRun> runs)
    {
        Freelist freelist = _store.Freelist!;
        try
        {
            foreach (PageRun run in runs)
            {
                freelist.Free(Id, run);
            }
        }
        catch (BoltException e)
        {
            _damage = e;
            throw;
        }
    }

    internal void CheckOpen()
    {
        if (_closed)
        {
            throw BoltException.Of(BoltError.TransactionClosed, _store.Path);
        }
    }

    internal void CheckWritable()
    {
        if (!Writable)
        {
            throw BoltException.Of(BoltError.TransactionNotWritable, _store.Path);
        }
    }

    private void Leave(Meta? committed)
    {
        _closed = true;
        if (Writable)
        {
            _store.Sessions.LeaveWriter(committed);
        }
        else
        {
            _store.Sessions.LeaveReader(_meta);
        }
    }

    private void RunCallbacks()
    {
        List<Exception> failures = [];
        foreach (Action callback in _callbacks)
        {
            try
            {
                callback();
            }
            catch (Exception e)
            {
                failures.Add(e);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException($"{_store.Path}: transaction {Id} is committed, but what was to follow failed", failures);
        }
    }
}
