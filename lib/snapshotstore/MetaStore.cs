using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Filters;
using PluginHost.Logging;

namespace PluginHost.SnapshotStore;

/// <summary>
/// The records of a snapshotter in a bolt file that containerd can take over (containerd core/snapshots/storage). The file is opened, and
/// locked against other daemons, at the first transaction. One writer at a time, many readers; writers wait without a thread.
/// </summary>
public sealed class MetaStore : IAsyncDisposable
{
    /// <summary>The name of the file in the snapshotter's directory.</summary>
    public const string FileName = "metadata.db";

    private const int FileMode = 0x180; // 0600
    private const int WalkPage = 100;
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly Action<SnapshotReader>? _recover;
    private readonly ILogger _logger;

    // Never disposed: it holds no handle, and who comes after the end still has to be told so.
    [SuppressMessage("Usage", "CA2213", Justification = "see above")]
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private volatile Database? _database;
    private bool _closed;
    private bool _disposing;

    private MetaStore(string path, TimeProvider clock, Action<SnapshotReader>? recover, ILogger logger)
    {
        _path = path;
        _clock = clock;
        _recover = recover;
        _logger = logger;
    }

    /// <summary>A store on a file that is created (0600) if it is missing. Nothing is opened yet.</summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="clock">For the times of the records.</param>
    /// <param name="recover">Runs once, when a file that has held snapshots was opened and before anybody can write; may be null.</param>
    /// <param name="logger">Told of what could not be undone.</param>
    public static MetaStore Open(string path, TimeProvider clock, Action<SnapshotReader>? recover, ILogger logger)
        => new(path, clock, recover, logger);

    /// <summary>Reads within one transaction, which sees one state.</summary>
    /// <exception cref="DaemonException">What <paramref name="read"/> throws; Unavailable when the store was closed.</exception>
    /// <exception cref="BoltException">The file can't be opened or read.</exception>
    public async Task<T> ReadAsync<T>(Func<SnapshotReader, T> read, CancellationToken cancellationToken)
    {
        Database database = _database ?? await OpenAsync(cancellationToken);
        try
        {
            return database.View(transaction => read(new SnapshotReader(transaction)));
        }
        catch (BoltException error) when (error.Error == BoltError.DatabaseNotOpen)
        {
            throw Closed(error);
        }
    }

    /// <summary>
    /// Writes within one transaction: what the work did is durable when this returns, or undone when it throws. Steps outside the database
    /// are undone by <see cref="SnapshotWriter.OnRollback"/>, before another writer begins.
    /// </summary>
    /// <exception cref="DaemonException">What <paramref name="write"/> throws; Unavailable when the store was closed.</exception>
    /// <exception cref="BoltException">The file can't be opened or written.</exception>
    /// <exception cref="OperationCanceledException">While waiting for other writers; work that has begun is finished.</exception>
    /// <remarks>The work runs on the caller's thread if nobody else writes: it must be short.</remarks>
    public async Task<T> WriteAsync<T>(Func<SnapshotWriter, T> write, CancellationToken cancellationToken)
    {
        Database database = _database ?? await OpenAsync(cancellationToken);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return _closed ? throw Closed() : Write(database, write);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>
    /// The snapshots that match, in the order of their keys. They are read in pages, so that a slow consumer holds no transaction and
    /// may use
    /// the store meanwhile.
    /// </summary>
    /// <exception cref="DaemonException">InvalidArgument: a filter can't be parsed.</exception>
    /// <exception cref="BoltException">The file can't be opened or read.</exception>
    public async IAsyncEnumerable<StoredSnapshot> WalkAsync(
        IReadOnlyList<string> filters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FilterSet filter = SnapshotFields.Parse(filters);
        string after = "";
        IReadOnlyList<StoredSnapshot> page;
        do
        {
            string start = after;
            page = await ReadAsync(reader => reader.List(start, WalkPage), cancellationToken);
            foreach (StoredSnapshot stored in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                after = stored.Info.Name;
                if (filter.Match(new SnapshotFields(stored.Info)))
                {
                    yield return stored;
                }
            }
        }
        while (page.Count == WalkPage);
    }

    /// <summary>
    /// Waits for the writer and closes the file; who waits for the file to be opened is told Unavailable. May be repeated.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposing, true))
        {
            return;
        }

        await _closing.CancelAsync();
        await _writing.WaitAsync(CancellationToken.None);
        try
        {
            _closed = true;
            _database?.Dispose();
            _database = null;
            _closing.Dispose();
        }
        finally
        {
            _writing.Release();
        }
    }

    // Waiting for another daemon's lock takes as long as it has it, so that goes on a thread of its own.
    private async Task<Database> OpenAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (_closed)
            {
                throw Closed();
            }

            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
            return _database ??= await Task.Factory.StartNew(
                () => OpenDatabase(either.Token), either.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw Closed(error);
        }
        finally
        {
            _writing.Release();
        }
    }

    private Database OpenDatabase(CancellationToken cancellationToken)
    {
        Database database = Database.Open(_path, new DatabaseOptions { FileMode = FileMode }, cancellationToken);
        try
        {
            if (_recover is not null
                && database.View(transaction => transaction.Bucket(Schema.Version)?.Bucket(Schema.Snapshots) is not null))
            {
                using Transaction transaction = database.Begin(writable: true);
                _recover(new SnapshotReader(transaction));
            }

            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private DaemonException Closed(Exception? cause = null)
        => DaemonException.Of(ErrorKind.Unavailable, $"snapshot store {_path} is closed", cause);

    private T Write<T>(Database database, Func<SnapshotWriter, T> write)
    {
        SnapshotWriter? writer = null;
        try
        {
            return database.Update(transaction =>
            {
                writer = new SnapshotWriter(transaction, _clock);

                return write(writer);
            });
        }
        catch
        {
            RollBack(writer);
            throw;
        }
    }

    // The error that the caller gets is the one that led here; what can't be undone is found when the store is opened again.
    private void RollBack(SnapshotWriter? writer)
    {
        foreach (Action undo in writer?.Undo ?? [])
        {
            try
            {
                undo();
            }
            catch (IOException error)
            {
                _logger.Warn(error, "failed to undo a step of a snapshot transaction", ("store", _path));
            }
        }
    }
}
