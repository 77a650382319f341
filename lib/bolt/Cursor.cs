using PluginHost.Bolt.Nodes;

namespace PluginHost.Bolt;

/// <summary>
/// A place in a bucket, moved key by key in byte order; sub-buckets are keys like others (bbolt cursor.go). A move that returns false
/// leaves the cursor without a place. The bucket may be changed between moves: the next move starts from the key the cursor was on,
/// whether or not it still exists.
/// </summary>
public sealed class Cursor
{
    private readonly Bucket _bucket;
    private readonly List<(NodeView View, int Index)> _path = [];
    private int _version;
    private bool _placed;
    private ArraySegment<byte> _value;
    private ArraySegment<byte> _key;
    private bool _isBucket;

    internal Cursor(Bucket bucket) => _bucket = bucket;

    /// <summary>The key at this place. Its memory never changes.</summary>
    public ReadOnlySpan<byte> Key => Placed(_key);

    /// <summary>The value at this place, empty for a sub-bucket. Its memory never changes.</summary>
    public ReadOnlySpan<byte> Value => Placed(_value);

    /// <summary>Whether the key at this place names a sub-bucket.</summary>
    public bool IsBucket => _placed ? _isBucket : throw NotPlaced();

    private Tree Tree => _bucket.Tree;

    /// <summary>Goes to the first key. False if the bucket is empty.</summary>
    public bool First()
    {
        Start();
        Descend(Tree.Root, toLast: false);
        return SettleForward();
    }

    /// <summary>Goes to the last key. False if the bucket is empty.</summary>
    public bool Last()
    {
        Start();
        Descend(Tree.Root, toLast: true);
        return SettleBackward();
    }

    /// <summary>Goes to a key, or to the next one if it does not exist. False if there is none.</summary>
    public bool Seek(ReadOnlySpan<byte> key)
    {
        Start();
        DescendTo(key);
        return SettleForward();
    }

    /// <summary>Goes to the next key. False at the end, or if the cursor has no place.</summary>
    public bool Next()
    {
        _bucket.CheckOpen();
        if (!_placed)
        {
            return false;
        }

        if (_version == Tree.Version || Reseek())
        {
            Step(1);
        }

        return SettleForward();
    }

    /// <summary>Goes to the key before. False at the beginning, or if the cursor has no place.</summary>
    public bool Previous()
    {
        _bucket.CheckOpen();
        if (!_placed)
        {
            return false;
        }

        if (_version != Tree.Version)
        {
            Reseek();
        }

        Step(-1);
        return SettleBackward();
    }

    private void Start()
    {
        _bucket.CheckOpen();
        _placed = false;
        _path.Clear();
        _version = Tree.Version;
    }

    /// <summary>Finds the place again after a change. Whether the key still exists.</summary>
    private bool Reseek()
    {
        Start();
        DescendTo(_key);
        (NodeView view, int index) = _path[^1];
        return index < view.Count && view.Key(index).SequenceEqual(_key);
    }

    private void DescendTo(ReadOnlySpan<byte> key)
    {
        NodeView view = Tree.Root;
        while (!view.IsLeaf)
        {
            int index = view.ChildIndex(key);
            Push(view, index);
            view = view.Child(index, Tree.Pages);
        }

        Push(view, view.LowerBound(key, out _));
    }

    private void Descend(NodeView view, bool toLast)
    {
        while (true)
        {
            int index = toLast ? view.Count - 1 : 0;
            Push(view, index);
            if (view.IsLeaf)
            {
                return;
            }

            view = view.Child(index, Tree.Pages);
        }
    }

    private void Push(NodeView view, int index)
    {
        Tree.Pages.CheckDepth(_path.Count);
        _path.Add((view, index));
    }

    private void Step(int by) => _path[^1] = (_path[^1].View, _path[^1].Index + by);

    /// <summary>Takes the element at this place, or, past the end of a leaf, the first one of the leaves that follow.</summary>
    private bool SettleForward()
    {
        while (_path[^1].Index >= _path[^1].View.Count)
        {
            if (!Climb(1))
            {
                return false;
            }

            (NodeView view, int index) = _path[^1];
            Descend(view.Child(index, Tree.Pages), toLast: false);
        }

        return Take();
    }

    /// <summary>Takes the element at this place, or, before the beginning of a leaf, the last one of the leaves before.</summary>
    private bool SettleBackward()
    {
        while (_path[^1].Index < 0)
        {
            if (!Climb(-1))
            {
                return false;
            }

            (NodeView view, int index) = _path[^1];
            Descend(view.Child(index, Tree.Pages), toLast: true);
        }

        return Take();
    }

    /// <summary>Goes up to the nearest branch that has another child on that side, and to that child's element.</summary>
    private bool Climb(int by)
    {
        while (_path.Count > 1)
        {
            _path.RemoveAt(_path.Count - 1);
            (NodeView view, int index) = _path[^1];
            if (index + by >= 0 && index + by < view.Count)
            {
                Step(by);
                return true;
            }
        }

        _placed = false;
        return false;
    }

    private bool Take()
    {
        (NodeView view, int index) = _path[^1];
        _isBucket = view.IsBucket(index);
        _key = view.KeySegment(index);
        _value = _isBucket ? default : view.Value(index);
        _placed = true;
        return true;
    }

    private ReadOnlySpan<byte> Placed(ReadOnlySpan<byte> bytes) => _placed ? bytes : throw NotPlaced();

    private static InvalidOperationException NotPlaced()
        => new("the cursor is not on a key: its last move returned false, or there was none");
}
