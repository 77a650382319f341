using PluginHost.Bolt;

namespace PluginHost.Plugins.Metadata.Storage;

/// <summary>
/// The one writer of the database. Changes are made in the order of their arrival, and those that wait together in one commit, so that a
/// burst of calls shares the two syncs of a commit; a call that finds the writer idle is the writer itself, which spares it the way to
/// another thread and back. A change that fails is taken out: the others commit, then it is made again by itself, and what it does then is
/// its answer. Nothing is answered before it is durable.
/// </summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    // More changes per commit gain little (the syncs are shared already) and make a roll-back dearer.
    private const int MaximumBatch = 64;

    private readonly Database _database;
    private readonly MetadataMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly Queue<IWrite> _waiting = new();
    private readonly List<IWrite> _batch = new(MaximumBatch);
    private TaskCompletionSource? _idle;
    private bool _busy;
    private bool _closed;

    public WriteQueue(Database database, MetadataMetrics metrics, TimeProvider clock)
    {
        _database = database;
        _metrics = metrics;
        _clock = clock;
    }

    /// <summary>
    /// Makes a change; the task ends when it is durable. <paramref name="change"/> must depend on nothing but the transaction, because it may be
    /// made twice, and it may be made before this returns.
    /// </summary>
    public Task<T> UpdateAsync<T>(Func<Transaction, T> change, CancellationToken cancellationToken)
        => EnqueueAsync(new Write<T>(change, _clock.GetTimestamp()), cancellationToken);

    /// <summary>Does work during which no change is made but its own, on a thread of its own.</summary>
    public Task<T> ExclusiveAsync<T>(Func<Database, T> work, CancellationToken cancellationToken)
        => EnqueueAsync(new Write<T>(work, _clock.GetTimestamp()), cancellationToken);

    /// <summary>Refuses new changes and waits for those that have been accepted.</summary>
    public async ValueTask DisposeAsync()
    {
        Task idle;
        lock (_gate)
        {
            _closed = true;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_busy)
            {
                _idle.TrySetResult();
            }

            idle = _idle.Task;
        }

        await idle;
    }

    private async Task<T> EnqueueAsync<T>(Write<T> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Enter(write))
        {
            if (write.IsExclusive)
            {
                RunElsewhere(TaskCreationOptions.LongRunning);
            }
            else
            {
                RunOnce();
            }
        }

        await using (cancellationToken.UnsafeRegister(static (state, token) => ((Write<T>)state!).Cancel(token), write))
        {
            return await write.Completion;
        }
    }

    // True when the caller has become the writer.
    private bool Enter(IWrite write)
    {
        lock (_gate)
        {
            if (_closed)
            {
                throw new BoltException(BoltError.DatabaseNotOpen, $"{_database.Path}: {BoltError.DatabaseNotOpen.Text()}");
            }

            _waiting.Enqueue(write);
            bool becomesWriter = !_busy;
            _busy = true;

            return becomesWriter;
        }
    }

    // The caller has its answer after one round; who came meanwhile is served by another thread.
    private void RunOnce()
    {
        if (RunRound())
        {
            RunElsewhere(TaskCreationOptions.None);
        }
    }

    private void RunElsewhere(TaskCreationOptions options)
        => _ = Task.Factory.StartNew(RunAll, CancellationToken.None, options, TaskScheduler.Default);

    private void RunAll()
    {
        while (RunRound())
        {
            // Until nobody waits.
        }
    }

    // One commit, or one exclusive piece of work. False when nobody waits any more, and nobody is the writer.
    private bool RunRound()
    {
        IWrite? exclusive = Collect();
        if (_batch.Count > 0)
        {
            Commit(_batch);
        }

        if (exclusive is not null)
        {
            RunAlone(exclusive);
        }

        lock (_gate)
        {
            _busy = _waiting.Count > 0;
            if (!_busy)
            {
                _idle?.TrySetResult();
            }

            return _busy;
        }
    }

    // Fills the batch with what waits, up to the first exclusive change, which is returned.
    private IWrite? Collect()
    {
        _batch.Clear();
        lock (_gate)
        {
            while (_batch.Count < MaximumBatch && _waiting.TryDequeue(out IWrite? next))
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

                _batch.Add(next);
            }
        }

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
