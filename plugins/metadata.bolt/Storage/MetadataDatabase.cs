using PluginHost.Bolt;
using PluginHost.Errors;

namespace PluginHost.Plugins.Metadata.Storage;

/// <summary>
/// <c>meta.db</c>, open: reads on the caller's thread, changes by the <see cref="WriteQueue"/>. What goes wrong in the file comes out as
/// <see cref="DaemonException"/> of an unknown kind, as containerd has it.
/// </summary>
internal sealed class MetadataDatabase : IAsyncDisposable
{
    private readonly Database _database;
    private readonly string? _damage;
    private readonly MetadataMetrics _metrics;
    private readonly WriteQueue _writes;
    private int _disposed;

    /// <param name="database">Disposed with this.</param>
    /// <param name="damage">Why nothing can be changed, and what to do; null if the file is whole.</param>
    /// <param name="clock">For what is measured.</param>
    public MetadataDatabase(Database database, string? damage, TimeProvider clock)
    {
        _database = database;
        _damage = damage;
        _metrics = new MetadataMetrics(database);
        _writes = new WriteQueue(database, _metrics, clock);
    }

    /// <summary>The file, for what looks at it as a whole.</summary>
    public Database File => _database;

    /// <summary>Reads one state of the database; changes made meanwhile are not seen.</summary>
    public T View<T>(Func<Transaction, T> read)
    {
        try
        {
            return _database.View(read);
        }
        catch (Exception e) when (e is BoltException or InvalidDataException)
        {
            throw Translate(e);
        }
    }

    /// <summary>
    /// Makes a change; the task ends when it is durable, or with the exception of <paramref name="change"/>, after which nothing of it is left.
    /// The change may be made twice, so it depends on nothing but the transaction.
    /// </summary>
    public async Task<T> UpdateAsync<T>(Func<Transaction, T> change, CancellationToken cancellationToken)
    {
        CheckWhole();
        try
        {
            return await _writes.UpdateAsync(change, cancellationToken);
        }
        catch (Exception e) when (e is BoltException or InvalidDataException)
        {
            throw Translate(e);
        }
    }

    /// <inheritdoc cref="UpdateAsync{T}"/>
    public Task UpdateAsync(Action<Transaction> change, CancellationToken cancellationToken)
        => UpdateAsync(
            transaction =>
            {
                change(transaction);
                return true;
            },
            cancellationToken);

    /// <summary>Does work during which nobody else changes anything.</summary>
    public async Task<T> ExclusiveAsync<T>(Func<Database, T> work, CancellationToken cancellationToken)
    {
        CheckWhole();
        try
        {
            return await _writes.ExclusiveAsync(work, cancellationToken);
        }
        catch (Exception e) when (e is BoltException or InvalidDataException)
        {
            throw Translate(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _writes.DisposeAsync();
            _metrics.Dispose();
            _database.Dispose();
        }
    }

    /// <summary>Throws if the file is damaged, so that nothing may be changed.</summary>
    public void CheckWhole()
    {
        if (_damage is not null)
        {
            throw DaemonException.FailedPrecondition(_damage);
        }
    }

    /// <summary>What goes wrong in the file, as requests see it.</summary>
    public static DaemonException Translate(Exception e) => new(ErrorKind.Unknown, e.Message, e);
}
