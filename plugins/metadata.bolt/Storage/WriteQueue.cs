using System.Collections.Concurrent;
using PluginHost.Bolt;

namespace PluginHost.Plugins.Metadata.Storage;

/// <summary>
/// The one writer of the database: a thread that makes changes in the order of their arrival, and those that wait together in one commit, so
/// that a burst of calls shares the two syncs of a commit. A change that fails is taken out: the others commit, then it is made again by
/// itself, and what it does then is its answer. Nothing is answered before it is durable.
/// </summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    // More changes per commit gain little (the syncs are shared already) and make a roll-back dearer.
    private const int MaximumBatch = 64;

    private readonly Database _database;
    private readonly MetadataMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly BlockingCollection<IWrite> _waiting = [];
    private readonly Task _writer;
    private int _disposed;

    public WriteQueue(Database database, MetadataMetrics metrics, TimeProvider clock)
    {
        _database = database;
        _metrics = metrics;
        _clock = clock;
        _writer = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>
    /// Makes a change; the task ends when it is durable. <paramref name="change"/> must depend on nothing but the transaction, because it may be
    /// made twice.
    /// </summary>
    public Task<T> UpdateAsync<T>(Func<Transaction, T> change, CancellationToken cancellationToken)
        => EnqueueAsync(new Write<T>(change, _clock.GetTimestamp()), cancellationToken);

    /// <summary>Does work during which no change is made but its own.</summary>
    public Task<T> ExclusiveAsync<T>(Func<Database, T> work, CancellationToken cancellationToken)
        => EnqueueAsync(new Write<T>(work, _clock.GetTimestamp()), cancellationToken);

    /// <summary>Refuses new changes and waits for those that have been accepted.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _waiting.CompleteAdding();
        await _writer;
        _waiting.Dispose();
    }

    private async Task<T> EnqueueAsync<T>(Write<T> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            _waiting.Add(write, CancellationToken.None);
        }
        catch (InvalidOperationException e)
        {
            throw new BoltException(BoltError.DatabaseNotOpen, $"{_database.Path}: {BoltError.DatabaseNotOpen.Text()}", e);
        }

        await using (cancellationToken.UnsafeRegister(static (state, token) => ((Write<T>)state!).Cancel(token), write))
        {
            return await write.Completion;
        }
    }

    private void Run()
    {
        List<IWrite> batch = new(MaximumBatch);
        foreach (IWrite first in _waiting.GetConsumingEnumerable())
        {
            IWrite? exclusive = Collect(first, batch);
            if (batch.Count > 0)
            {
                Commit(batch);
            }

            if (exclusive is not null)
            {
                RunAlone(exclusive);
            }
        }
    }

    // Fills the batch with what waits, up to the first exclusive change, which is returned.
    private IWrite? Collect(IWrite first, List<IWrite> batch)
    {
        batch.Clear();
        IWrite? next = first;
        do
        {
            if (!next.TryStart())
            {
                continue;
            }

            _metrics.Waited(_clock.GetElapsedTime(next.Since));
            if (next.IsExclusive)
            {
                return next;
            }

            batch.Add(next);
        }
        while (batch.Count < MaximumBatch && _waiting.TryTake(out next));

        return null;
    }

    private void RunAlone(IWrite write)
    {
        try
        {
            write.ApplyAlone(_database);
        }
        catch (Exception e)
        {
            write.Fail(e);
            return;
        }

        write.Succeed();
    }

    // No change suffers from another one: who makes the batch fail is made again alone, and if the commit itself fails (a change may be too
    // large for what is left of the disk) so is each.
    private void Commit(List<IWrite> batch)
    {
        List<IWrite> failed = [];
        while (batch.Count > 0)
        {
            (IWrite? culprit, Exception? error) = TryCommit(batch);
            if (error is null)
            {
                batch.ForEach(static write => write.Succeed());
                break;
            }

            if (culprit is null && batch.Count > 1)
            {
                failed.InsertRange(0, batch);
                break;
            }

            culprit ??= batch[0];
            batch.Remove(culprit);
            if (batch.Count == 0 && failed.Count == 0)
            {
                // It was alone already: making it again would fail in the same way.
                culprit.Fail(error);
                return;
            }

            failed.Add(culprit);
        }

        foreach (IWrite write in failed)
        {
            (_, Exception? error) = TryCommit([write]);
            if (error is null)
            {
                write.Succeed();
            }
            else
            {
                write.Fail(error);
            }
        }
    }

    // Makes all changes in one transaction. On an error nothing is changed; the culprit is the change that threw, null if the commit itself did.
    private (IWrite? Culprit, Exception? Error) TryCommit(List<IWrite> batch)
    {
        IWrite? current = null;
        try
        {
            using Transaction transaction = _database.Begin(writable: true);
            foreach (IWrite write in batch)
            {
                current = write;
                write.Apply(transaction);
            }

            current = null;
            long start = _clock.GetTimestamp();
            transaction.Commit();
            _metrics.Committed(_clock.GetElapsedTime(start), batch.Count);
            return (null, null);
        }
        catch (Exception e)
        {
            if (current is null)
            {
                _metrics.Failed();
            }

            return (current, e);
        }
    }
}
