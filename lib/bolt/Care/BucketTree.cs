using PluginHost.Bolt.Nodes;

namespace PluginHost.Bolt.Care;

/// <summary>All buckets of a state with their keys, values and sequences.</summary>
internal static class BucketTree
{
    /// <summary>Adds everything to a state that has nothing.</summary>
    public static void Copy(Transaction source, Transaction target)
    {
        foreach (byte[] name in source.BucketNames())
        {
            Copy(source.Bucket(name)!, target.CreateBucket(name));
        }
    }

    /// <summary>Whether both have the same.</summary>
    public static bool Equal(Transaction left, Transaction right)
        => left.BucketNames().SequenceEqual(right.BucketNames(), ByteKeyComparer.Instance)
            && left.BucketNames().All(name => Equal(left.Bucket(name)!, right.Bucket(name)!));

    private static void Copy(Bucket source, Bucket target)
    {
        Nesting.Check();
        target.SetSequence(source.Sequence);
        Cursor cursor = source.Cursor();
        for (bool placed = cursor.First(); placed; placed = cursor.Next())
        {
            if (cursor.IsBucket)
            {
                Copy(source.Bucket(cursor.Key)!, target.CreateBucket(cursor.Key));
            }
            else
            {
                target.Put(cursor.Key, cursor.Value);
            }
        }
    }

    private static bool Equal(Bucket left, Bucket right)
    {
        Nesting.Check();
        Cursor cursor = left.Cursor();
        Cursor other = right.Cursor();
        bool placed = cursor.First();
        bool otherPlaced = other.First();
        for (; placed && otherPlaced; placed = cursor.Next(), otherPlaced = other.Next())
        {
            if (!cursor.Key.SequenceEqual(other.Key) || cursor.IsBucket != other.IsBucket || !cursor.Value.SequenceEqual(other.Value)
                || (cursor.IsBucket && !Equal(left.Bucket(cursor.Key)!, right.Bucket(cursor.Key)!)))
            {
                return false;
            }
        }

        return placed == otherPlaced && left.Sequence == right.Sequence;
    }
}
