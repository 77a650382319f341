using System.Buffers.Binary;

namespace PluginHost.Bolt.Pages;

/// <summary>
/// A branch or leaf page as it is on disk, read only. After the header come the elements of 16 bytes, then keys and values
/// (bbolt internal/common/page.go):
/// <code>
/// branch: 0 u32 pos | 4 u32 key size | 8 u64 child page
/// leaf:   0 u32 flags (bit 0: the value is a bucket) | 4 u32 pos | 8 u32 key size | 12 u32 value size
/// </code>
/// <c>pos</c> counts from the start of the element to the key; the value follows the key. A view exists only of bytes that
/// <see cref="Open"/> has checked, so no accessor can leave the page.
/// </summary>
internal readonly struct PageView
{
    public const int ElementSize = 16;
    public const uint BucketFlag = 1;

    private readonly byte[] _bytes;
    private readonly int _start;

    private PageView(byte[] bytes, int start, PageHeader header)
    {
        _bytes = bytes;
        _start = start;
        IsLeaf = header.Flags == PageFlags.Leaf;
        Count = header.Count;
    }

    /// <summary>Whether there is a page at all; false for <c>default</c>.</summary>
    public bool Exists => _bytes is not null;

    public bool IsLeaf { get; }

    public int Count { get; }

    /// <summary>The pages that this one occupies; of an inline page the number is 0.</summary>
    public PageRun Run => PageHeader.Read(_bytes.AsSpan(_start)).Run;

    /// <summary>Bytes from the start of the page to the end of the last key or value.</summary>
    public int ContentLength
    {
        get
        {
            int end = PageHeader.Size + (Count * ElementSize);
            for (int i = 0; i < Count; i++)
            {
                ArraySegment<byte> last = IsLeaf ? ValueSegment(i) : KeySegment(i);
                end = Math.Max(end, last.Offset + last.Count - _start);
            }

            return end;
        }
    }

    /// <summary>Checks type and element bounds of the page in <paramref name="bytes"/>.</summary>
    /// <param name="bytes">All bytes of the page with its overflow, or of an inline page.</param>
    /// <param name="where">Names the page in the message of <see cref="BoltError.Corrupted"/>.</param>
    public static PageView Open(ArraySegment<byte> bytes, string where)
    {
        if (bytes.Count < PageHeader.Size)
        {
            throw BoltException.Corrupted($"{where} has only {bytes.Count} bytes");
        }

        PageHeader header = PageHeader.Read(bytes);
        if (header.Flags is not (PageFlags.Leaf or PageFlags.Branch))
        {
            throw BoltException.Corrupted($"{where} is neither branch nor leaf (flags 0x{(ushort)header.Flags:x})");
        }

        PageView view = new(bytes.Array!, bytes.Offset, header);
        view.CheckElements(bytes.Count, where);
        return view;
    }

    public ArraySegment<byte> KeySegment(int index)
    {
        int element = Element(index);
        int fields = IsLeaf ? element + 4 : element;
        return new ArraySegment<byte>(_bytes, element + Int(fields), Int(fields + 4));
    }

    /// <summary>The value of a leaf element.</summary>
    public ArraySegment<byte> ValueSegment(int index)
    {
        int element = Element(index);
        return new ArraySegment<byte>(_bytes, element + Int(element + 4) + Int(element + 8), Int(element + 12));
    }

    public bool IsBucket(int index) => (Int(Element(index)) & BucketFlag) != 0;

    /// <summary>The child page of a branch element.</summary>
    public PageId Child(int index) => new(BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(Element(index) + 8)));

    /// <summary>The first element whose key is not below <paramref name="key"/>; <see cref="Count"/> if there is none.</summary>
    public int LowerBound(ReadOnlySpan<byte> key, out bool exact)
    {
        // The hottest loop of a lookup: the span is taken once, and the checks of Open keep it inside.
        ReadOnlySpan<byte> elements = _bytes.AsSpan(_start + PageHeader.Size);
        int fields = IsLeaf ? 4 : 0;
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            ReadOnlySpan<byte> element = elements[(middle * ElementSize)..];
            int position = BinaryPrimitives.ReadInt32LittleEndian(element[fields..]);
            int size = BinaryPrimitives.ReadInt32LittleEndian(element[(fields + 4)..]);
            int order = element.Slice(position, size).SequenceCompareTo(key);
            if (order == 0)
            {
                exact = true;
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        exact = false;
        return low;
    }

    private int Element(int index) => _start + PageHeader.Size + (index * ElementSize);

    private int Int(int offset) => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(offset));

    private void CheckElements(int length, string where)
    {
        if (PageHeader.Size + ((long)Count * ElementSize) > length)
        {
            throw BoltException.Corrupted($"{where} counts {Count} elements, more than fit");
        }

        if (!IsLeaf && Count == 0)
        {
            throw BoltException.Corrupted($"{where} is a branch without children");
        }

        for (int i = 0; i < Count; i++)
        {
            int element = Element(i);
            int fields = IsLeaf ? element + 4 : element;
            long position = (uint)Int(fields);
            long keySize = (uint)Int(fields + 4);
            long valueSize = IsLeaf ? (uint)Int(fields + 8) : 0;
            if (keySize == 0 || element - _start + position + keySize + valueSize > length)
            {
                throw BoltException.Corrupted($"element {i} of {where} has an empty key or lies outside of the page");
            }
        }
    }
}
