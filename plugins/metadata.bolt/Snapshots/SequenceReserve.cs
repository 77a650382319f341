using System.Collections.Concurrent;
using PluginHost.Bolt;

namespace PluginHost.Plugins.Metadata.Snapshots;

/// <summary>
/// Numbers of backend keys that were taken from the sequence of a bucket in advance, many in one commit, so that most snapshots need none for
/// theirs. What a daemon does not use by its end is skipped.
/// </summary>
internal sealed class SequenceReserve
{
    private const ulong Size = 64;

    private readonly ConcurrentDictionary<(string Namespace, string Snapshotter), Block> _blocks = new();

    private sealed record Block(ulong Next, ulong Last);

    /// <summary>The next number that was reserved; null if there is none.</summary>
    /// <param name="space">The namespace.</param>
    /// <param name="snapshotter">The snapshotter.</param>
    /// <param name="snapshots">Their bucket as it is: one that was made anew meanwhile counts from the beginning again.</param>
    public ulong? Take(string space, string snapshotter, Bucket? snapshots)
    {
        while (snapshots is not null && _blocks.TryGetValue((space, snapshotter), out Block? block))
        {
            if (block.Next > block.Last || snapshots.Sequence < block.Last)
            {
                return null;
            }

            if (_blocks.TryUpdate((space, snapshotter), block with { Next = block.Next + 1 }, block))
            {
                return block.Next;
            }
        }

        return null;
    }

    /// <summary>Takes numbers out of the sequence: the first of them now, the others when the transaction is durable.</summary>
    public ulong Refill(string space, string snapshotter, Bucket snapshots, Transaction transaction)
    {
        ulong first = snapshots.NextSequence();
        ulong last = first + Size - 1;
        snapshots.SetSequence(last);
        transaction.OnCommit(() => _blocks[(space, snapshotter)] = new Block(first + 1, last));
        return first;
    }
}
