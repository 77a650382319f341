using Microsoft.Extensions.Logging;
using PluginHost.Logging;

namespace PluginHost.SnapshotStore.Directories;

/// <summary>
/// Removes the directories that belong to no snapshot: after removals, and once when the store is opened what a killed daemon left.
/// </summary>
public sealed class DirectoryCleaner : IAsyncDisposable
{
    private readonly SnapshotDirectories _directories;
    private readonly ILogger _logger;
    private readonly Action<string>? _release;
    private readonly CancellationTokenSource _closing = new();
    private Task _recovery = Task.CompletedTask;
    private bool _disposed;

    /// <summary>A cleaner of a snapshotter's directories; what it can't remove it logs.</summary>
    /// <param name="directories">The directories.</param>
    /// <param name="logger">Told of what could not be removed.</param>
    /// <param name="release">Given each directory before it is removed, to take away what would hinder that; may throw IOException.</param>
    public DirectoryCleaner(SnapshotDirectories directories, ILogger logger, Action<string>? release = null)
    {
        _release = release;
        _directories = directories;
        _logger = logger;
    }

    /// <summary>For <see cref="MetaStore.Open"/>: puts right what was half done, and removes the rest in the background.</summary>
    public void Recover(SnapshotReader reader)
    {
        IReadOnlySet<SnapshotId> alive = reader.Ids();
        _directories.PutBackAll(alive);
        IReadOnlyList<string> left = _directories.SetAsideAllBut(alive);
        if (left.Count > 0)
        {
            _recovery = RemoveAllAsync(left, _closing.Token);
        }
    }

    /// <summary>Removes the directories without a snapshot. One that can't be removed is logged and stays for the next time.</summary>
    /// <exception cref="IOException">The directories can't be listed or renamed.</exception>
    /// <exception cref="OperationCanceledException">Some may be gone.</exception>
    public async Task CleanAsync(MetaStore store, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> left = await store.WriteAsync(writer => _directories.SetAsideAllBut(writer.Ids()), cancellationToken);
        await RemoveAllAsync(left, cancellationToken);
    }

    /// <summary>Removes one directory that was set aside, or logs why not.</summary>
    /// <exception cref="OperationCanceledException">A part may be gone.</exception>
    public Task RemoveAsync(string path, CancellationToken cancellationToken) => RemoveAllAsync([path], cancellationToken);

    /// <summary>Removes a new directory that was not published, or logs why not.</summary>
    public Task DiscardAsync(string newPath)
        => Task.Factory.StartNew(() => Discard(newPath), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Ends what runs in the background; the rest is found at the next start. May be repeated.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _closing.CancelAsync();
        try
        {
            await _recovery;
        }
        catch (OperationCanceledException)
        {
            _logger.Debug("removal of left-over snapshot directories was interrupted", ("path", _directories.Path));
        }

        _closing.Dispose();
    }

    // A thread of its own: a large tree takes minutes, and the pool has few threads to lend.
    private Task RemoveAllAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
        => Task.Factory.StartNew(
            () => RemoveAll(paths, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Discard(string newPath)
    {
        try
        {
            _directories.Discard(newPath);
        }
        catch (IOException error)
        {
            _logger.Warn(error, "failed to remove directory", ("path", newPath));
        }
    }

    private void RemoveAll(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        foreach (string path in paths)
        {
            try
            {
                _release?.Invoke(path);
                TreeRemoval.Remove(path, cancellationToken);
            }
            catch (IOException error)
            {
                _logger.Warn(error, "failed to remove directory", ("path", path));
            }
        }
    }
}
