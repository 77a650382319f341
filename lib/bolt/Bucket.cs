using PluginHost.Bolt.Nodes;
using PluginHost.Bolt.Pages;

namespace PluginHost.Bolt;

/// <summary>
/// A set of keys in ascending byte order, each with a value or a sub-bucket, as one transaction sees it (bbolt bucket.go). Valid until
/// the transaction ends. Spans that it gives out are of immutable memory: they keep their content even beyond that. Like its
/// transaction a bucket is for one thread at a time. Sub-buckets are opened by
/// <see cref="BucketNames.Bucket(Bucket, ReadOnlySpan{byte})"/>.
/// </summary>
public sealed class Bucket
{
    /// <summary>The longest key, in bytes.</summary>
    public const int MaxKeySize = 32768;

    /// <summary>The longest value, in bytes.</summary>
    public const int MaxValueSize = int.MaxValue - 1;

    private readonly Transaction _transaction;
    private Dictionary<byte[], Bucket>? _children;
    private ulong _sequence;
    private bool _deleted;

    private Bucket(Transaction transaction, byte[] name, Tree tree, ulong sequence)
    {
        _transaction = transaction;
        _sequence = sequence;
        Name = name;
        Tree = tree;
    }

    /// <summary>A number that belongs to the bucket; 0 in a new one.</summary>
    public ulong Sequence
    {
        get
        {
            CheckOpen();
            return _sequence;
        }
    }

    internal byte[] Name { get; }

    internal Tree Tree { get; }

    private IEnumerable<Bucket> Children => _children is null ? [] : _children.Values;

    /// <summary>The sub-buckets that were opened in this write transaction and may have changed, in the order of their names.</summary>
    internal IEnumerable<Bucket> OpenChildren => Children.OrderBy(child => child.Name, ByteKeyComparer.Instance);

    /// <summary>The bucket that holds the top-level buckets.</summary>
    internal static Bucket Root(Transaction transaction, PageReader pages, Meta meta)
        => new(transaction, [], Tree.OnPage(pages, meta.Root), meta.RootSequence);

    /// <summary>A copy of the value of a key; null if the key does not exist or is a bucket.</summary>
    public byte[]? Get(ReadOnlySpan<byte> key) => TryGet(key, out ReadOnlySpan<byte> value) ? value.ToArray() : null;

    /// <summary>Looks up a value without copying it. False if the key does not exist or is a bucket.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        CheckOpen();
        NodeView leaf = Tree.Find(key, out int index, out bool exact);
        if (!exact || leaf.IsBucket(index))
        {
            value = default;
            return false;
        }

        value = leaf.Value(index);
        return true;
    }

    /// <summary>Sets the value of a key. Both are copied.</summary>
    /// <exception cref="BoltException"><see cref="BoltError.KeyRequired"/>, <see cref="BoltError.KeyTooLarge"/>,
    /// <see cref="BoltError.ValueTooLarge"/>, <see cref="BoltError.IncompatibleValue"/> if the key is a bucket.</exception>
    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        CheckWritable();
        if (key.IsEmpty)
        {
            throw BoltException.Of(BoltError.KeyRequired, "put");
        }

        if (key.Length > MaxKeySize)
        {
            throw BoltException.Of(BoltError.KeyTooLarge, $"put {BoltErrors.Show(key)}: {key.Length} bytes, {MaxKeySize} are possible");
        }

        if (value.Length > MaxValueSize)
        {
            throw BoltException.Of(BoltError.ValueTooLarge, $"put {BoltErrors.Show(key)}: {value.Length} bytes");
        }

        if (Kind(key) == EntryKind.Bucket)
        {
            throw BoltException.Of(BoltError.IncompatibleValue, $"put {BoltErrors.Show(key)}, which is a bucket");
        }

        Tree.Put(key.ToArray(), value.ToArray(), isBucket: false);
    }

    /// <summary>Removes a key and its value. False, and no change, if it does not exist.</summary>
    /// <exception cref="BoltException"><see cref="BoltError.IncompatibleValue"/> if the key is a bucket.</exception>
    public bool Delete(ReadOnlySpan<byte> key)
    {
        CheckWritable();
        switch (Kind(key))
        {
            case EntryKind.Absent:
                return false;
            case EntryKind.Bucket:
                throw BoltException.Of(BoltError.IncompatibleValue, $"delete {BoltErrors.Show(key)}, which is a bucket");
            default:
                Tree.Remove(key);
                return true;
        }
    }

    /// <summary>Makes a sub-bucket.</summary>
    /// <exception cref="BoltException"><see cref="BoltError.BucketNameRequired"/>, <see cref="BoltError.BucketExists"/>,
    /// <see cref="BoltError.IncompatibleValue"/> if the key has a value.</exception>
    public Bucket CreateBucket(ReadOnlySpan<byte> name)
    {
        CheckWritable();
        CheckName(name);
        switch (Kind(name))
        {
            case EntryKind.Bucket:
                throw BoltException.Of(BoltError.BucketExists, $"create bucket {BoltErrors.Show(name)}");
            case EntryKind.Value:
                throw BoltException.Of(BoltError.IncompatibleValue, $"create bucket {BoltErrors.Show(name)}, which has a value");
            default:
                Tree.Put(name.ToArray(), BucketValue.Empty(), isBucket: true);
                return Find(name)!;
        }
    }

    /// <summary>The sub-bucket of that name, made if it does not exist.</summary>
    /// <exception cref="BoltException">As <see cref="CreateBucket"/> but for <see cref="BoltError.BucketExists"/>.</exception>
    public Bucket CreateBucketIfNotExists(ReadOnlySpan<byte> name)
    {
        CheckWritable();
        CheckName(name);
        return Find(name) ?? CreateBucket(name);
    }

    /// <summary>Removes a sub-bucket with all that is in it.</summary>
    /// <exception cref="BoltException"><see cref="BoltError.BucketNameRequired"/>, <see cref="BoltError.BucketNotFound"/>,
    /// <see cref="BoltError.IncompatibleValue"/> if the key has a value.</exception>
    public void DeleteBucket(ReadOnlySpan<byte> name)
    {
        CheckWritable();
        CheckName(name);
        switch (Kind(name))
        {
            case EntryKind.Absent:
                throw BoltException.Of(BoltError.BucketNotFound, $"delete bucket {BoltErrors.Show(name)}");
            case EntryKind.Value:
                throw BoltException.Of(BoltError.IncompatibleValue, $"delete bucket {BoltErrors.Show(name)}, which has a value");
            default:
                Bucket child = Find(name)!;
                List<PageRun> runs = [];
                child.CollectPages(runs);
                Tree.Remove(name);
                _transaction.GiveUp(runs);
                _children?.Remove(child.Name);
                child.MarkDeleted();
                break;
        }
    }

    /// <summary>Adds one to the sequence and returns it; the first is 1.</summary>
    public ulong NextSequence()
    {
        CheckWritable();
        Tree.Touch();
        return ++_sequence;
    }

    /// <summary>Sets the sequence to any number.</summary>
    public void SetSequence(ulong value)
    {
        CheckWritable();
        Tree.Touch();
        _sequence = value;
    }

    /// <summary>A cursor without a position yet.</summary>
    public Cursor Cursor()
    {
        CheckOpen();
        return new Cursor(this);
    }

    /// <summary>
    /// All keys, read as the enumeration goes. The bucket may be changed meanwhile: what follows is the first key after the last one
    /// given, as it is then.
    /// </summary>
    public IEnumerable<BucketEntry> Entries()
    {
        Cursor cursor = Cursor();
        for (bool found = cursor.First(); found; found = cursor.Next())
        {
            yield return new BucketEntry(cursor.Key.ToArray(), cursor.IsBucket ? null : cursor.Value.ToArray(), cursor.IsBucket);
        }
    }

    /// <summary>
    /// The keys that an earlier state of this bucket does not have, or has with another value; a sub-bucket is among them when anything in it
    /// may have changed. Costs as much as was changed, not as much as there is: what both states share is not looked at.
    /// </summary>
    /// <param name="earlier">The same bucket in a read transaction that was begun before this one and is still open; null: it did not exist.</param>
    /// <exception cref="InvalidOperationException">One of the two belongs to a write transaction.</exception>
    public IEnumerable<byte[]> ChangedSince(Bucket? earlier)
    {
        CheckOpen();
        earlier?.CheckOpen();
        return _transaction.Writable || earlier?._transaction.Writable == true
            ? throw new InvalidOperationException("changes are found between two read transactions")
            : TreeChanges.Keys(Tree, earlier?.Tree);
    }

    /// <summary>The sub-bucket of that name; null if there is none. A write transaction has one object for each.</summary>
    internal Bucket? Find(ReadOnlySpan<byte> name)
    {
        CheckOpen();
        if (_children is not null && _children.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out Bucket? open))
        {
            return open;
        }

        NodeView leaf = Tree.Find(name, out int index, out bool exact);
        if (!exact || !leaf.IsBucket(index))
        {
            return null;
        }

        Bucket child = OpenChild(name.ToArray(), leaf.Value(index));
        if (_transaction.Writable)
        {
            _children ??= new Dictionary<byte[], Bucket>(ByteKeyComparer.Instance);
            _children.Add(child.Name, child);
        }

        return child;
    }

    /// <summary>Throws if the transaction ended or the bucket was deleted in it.</summary>
    internal void CheckOpen()
    {
        _transaction.CheckOpen();
        if (_deleted)
        {
            throw BoltException.Of(BoltError.BucketNotFound, $"bucket {BoltErrors.Show(Name)} was deleted in this transaction");
        }
    }

    private Bucket OpenChild(byte[] name, ArraySegment<byte> value)
    {
        BucketValue header = BucketValue.Read(value);
        Tree tree = header.Root.Value == 0
            ? Tree.Inline(Tree.Pages, PageView.Open(value[BucketValue.HeaderSize..], $"inline bucket {BoltErrors.Show(name)}"))
            : Tree.OnPage(Tree.Pages, header.Root);
        return new Bucket(_transaction, name, tree, header.Sequence);
    }

    /// <summary>The pages of the bucket and of all buckets in it.</summary>
    private void CollectPages(List<PageRun> runs)
    {
        Nesting.Check();
        Tree.Walk(view =>
        {
            if (view.Origin is PageRun run)
            {
                runs.Add(run);
            }

            for (int i = 0; view.IsLeaf && i < view.Count; i++)
            {
                if (view.IsBucket(i))
                {
                    Find(view.Key(i))!.CollectPages(runs);
                }
            }
        });
    }

    private void MarkDeleted()
    {
        _deleted = true;
        foreach (Bucket child in Children)
        {
            child.MarkDeleted();
        }
    }

    private EntryKind Kind(ReadOnlySpan<byte> key)
    {
        NodeView leaf = Tree.Find(key, out int index, out bool exact);
        if (!exact)
        {
            return EntryKind.Absent;
        }

        return leaf.IsBucket(index) ? EntryKind.Bucket : EntryKind.Value;
    }

    private void CheckWritable()
    {
        CheckOpen();
        _transaction.CheckWritable();
    }

    private static void CheckName(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            throw BoltException.Of(BoltError.BucketNameRequired, "bucket");
        }
    }

    private enum EntryKind
    {
        Absent,
        Value,
        Bucket,
    }
}
