using PluginHost.Bolt.Check;
using PluginHost.Bolt.Pages;
using PluginHost.Bolt.Storage;

namespace PluginHost.Bolt;

/// <summary>
/// A bolt file: nested buckets of sorted keys in one file, one writer at a time, readers that see the last committed state and never
/// wait for the writer nor make it wait (file format and behaviour of bbolt, db.go). Each commit is on the disk when it returns;
/// after a crash the file is in the state after some commit, and no acknowledged one is missing. All methods can be called from
/// any thread. A thread that is in a write transaction must not ask for another one: it would wait for itself.
/// </summary>
public sealed class Database : IDisposable
{
    private readonly Store _store;

    private Database(Store store) => _store = store;

    /// <summary>The path that the database was opened by.</summary>
    public string Path => _store.Path;

    /// <summary>Bytes per page.</summary>
    public int PageSize => _store.PageSize;

    /// <summary>
    /// What was wrong with one of the two meta pages at opening; null if both could be used. After a crash in the middle of a commit it
    /// is that commit's, which was never acknowledged; else the disk has lost a commit.
    /// </summary>
    public string? MetaFault => _store.MetaPages.Fault;

    /// <summary>How much room the file takes. Free bytes are 0 in a read-only database, which does not know them.</summary>
    /// <exception cref="BoltException"><see cref="BoltError.Io"/>.</exception>
    public FileUsage Usage => new(_store.File.Length, _store.FreeBytes);

    internal Store Store => _store;

    /// <summary>Opens a file, creating it if it does not exist (unless read-only), and keeps other processes off it.</summary>
    /// <param name="path">The directory must exist.</param>
    /// <param name="options">See <see cref="DatabaseOptions"/>.</param>
    /// <param name="cancellationToken">Ends the wait for another process's lock.</param>
    /// <exception cref="BoltException"><see cref="BoltError.Timeout"/>, <see cref="BoltError.Io"/>, <see cref="BoltError.Invalid"/>,
    /// <see cref="BoltError.VersionMismatch"/>, <see cref="BoltError.Checksum"/>, <see cref="BoltError.Corrupted"/>; the message names
    /// the path.</exception>
    /// <exception cref="OperationCanceledException">The token fired during the wait.</exception>
    public static Database Open(string path, DatabaseOptions options, CancellationToken cancellationToken)
    {
        options.Validate();
        return Open(StorageFile.Open(path, options, cancellationToken), path, options);
    }

    /// <summary>Runs a write transaction: commits when the body returns, rolls back when it throws.</summary>
    /// <exception cref="BoltException">As <see cref="Begin"/> and <see cref="Transaction.Commit"/>.</exception>
    public void Update(Action<Transaction> body) => Update(transaction =>
    {
        body(transaction);
        return true;
    });

    /// <inheritdoc cref="Update(Action{Transaction})"/>
    public T Update<T>(Func<Transaction, T> body)
    {
        using Transaction transaction = _store.Begin(writable: true, managed: true);
        T result = body(transaction);
        transaction.CommitOwn();
        return result;
    }

    /// <summary>Runs a read transaction.</summary>
    /// <exception cref="BoltException">As <see cref="Begin"/>.</exception>
    public void View(Action<Transaction> body)
    {
        using Transaction transaction = _store.Begin(writable: false, managed: true);
        body(transaction);
    }

    /// <inheritdoc cref="View(Action{Transaction})"/>
    public T View<T>(Func<Transaction, T> body)
    {
        using Transaction transaction = _store.Begin(writable: false, managed: true);
        return body(transaction);
    }

    /// <summary>Begins a transaction that the caller must dispose. A write transaction waits for the one before it.</summary>
    /// <exception cref="BoltException"><see cref="BoltError.DatabaseNotOpen"/>, <see cref="BoltError.DatabaseReadOnly"/>.</exception>
    public Transaction Begin(bool writable) => _store.Begin(writable, managed: false);

    /// <summary>
    /// Checks the structure of the committed state: that each page is used once or free, and all that another writer relies on (order
    /// of keys, keys of branches, fill, inline buckets). Waits for the writer at work, then lets others write meanwhile. Reads every
    /// page from the file.
    /// </summary>
    /// <returns>What is wrong; empty if nothing is.</returns>
    public IReadOnlyList<string> Check()
    {
        CheckedState state = Inspect();
        return [.. state.Damage, .. state.Oddities];
    }

    /// <summary>As <see cref="Check"/>, with what is wrong apart by what it means.</summary>
    internal CheckedState Inspect()
    {
        Meta meta = _store.EnterChecker(out IReadOnlyList<PageId>? free);
        try
        {
            return new Checker(_store.File, _store.Path, meta).Run(free);
        }
        finally
        {
            _store.Sessions.LeaveReader(meta);
        }
    }

    /// <summary>Waits for all open transactions, then closes the file and gives up its lock.</summary>
    public void Dispose()
    {
        if (_store.Sessions.Close())
        {
            _store.Dispose();
        }
    }

    /// <summary>Opens a database on any file; disposes the file if that fails.</summary>
    internal static Database Open(IStorageFile file, string path, DatabaseOptions options)
    {
        try
        {
            return new Database(Store.Load(file, path, options));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
