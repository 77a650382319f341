using System.Collections.Concurrent;

namespace PluginHost.Plugins.Walking.Blocks;

/// <summary>
/// Hands blocks from one thread or task to one other, at most <see cref="Capacity"/> at a time, so that a slow end slows the other down
/// and memory stays bounded. Either end may wait with a thread (archives are read and written synchronously) or without.
/// </summary>
/// <param name="cancellationToken">Ends every wait.</param>
internal sealed class BlockQueue(CancellationToken cancellationToken) : IDisposable
{
    /// <summary>Together 1 MiB: enough to hide the pauses of a disk.</summary>
    public const int Capacity = 4;

    private readonly ConcurrentQueue<Block> _blocks = new();
    private readonly SemaphoreSlim _room = new(Capacity);
    private readonly SemaphoreSlim _ready = new(0);

    public async ValueTask PutAsync(Block block)
    {
        await _room.WaitAsync(cancellationToken);
        Add(block);
    }

    public void Put(Block block)
    {
        _room.Wait(cancellationToken);
        Add(block);
    }

    /// <summary>Puts the error in the place of what would follow; never waits.</summary>
    public void Fail(Exception failure) => Add(new Block([], 0, failure));

    /// <summary>The next block; the reader returns its array.</summary>
    public async ValueTask<Block> TakeAsync()
    {
        await _ready.WaitAsync(cancellationToken);

        return Remove();
    }

    /// <inheritdoc cref="TakeAsync"/>
    public Block Take()
    {
        _ready.Wait(cancellationToken);

        return Remove();
    }

    /// <summary>Only when both ends are done.</summary>
    public void Dispose()
    {
        while (_blocks.TryDequeue(out Block block))
        {
            block.Return();
        }

        _room.Dispose();
        _ready.Dispose();
    }

    private void Add(Block block)
    {
        _blocks.Enqueue(block);
        _ready.Release();
    }

    private Block Remove()
    {
        _ = _blocks.TryDequeue(out Block block);
        _room.Release();

        return block;
    }
}
