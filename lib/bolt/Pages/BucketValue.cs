using System.Buffers.Binary;

namespace PluginHost.Bolt.Pages;

/// <summary>
/// The value of a leaf element that is a bucket (bbolt internal/common/bucket.go): u64 root page, u64 sequence. If the root page is 0
/// the bucket is inline: a small leaf page, numbered 0, follows in the same value.
/// </summary>
internal readonly record struct BucketValue(PageId Root, ulong Sequence)
{
    public const int HeaderSize = 16;

    /// <summary>The value of a bucket without entries.</summary>
    public static byte[] Empty()
    {
        byte[] value = new byte[HeaderSize + PageHeader.Size];
        new PageHeader(default, PageFlags.Leaf, 0, 0).Write(value.AsSpan(HeaderSize));
        return value;
    }

    public static BucketValue Read(ReadOnlySpan<byte> value)
    {
        if (value.Length < HeaderSize)
        {
            throw BoltException.Corrupted($"a bucket's value has only {value.Length} bytes");
        }

        return new BucketValue(
            new PageId(BinaryPrimitives.ReadUInt64LittleEndian(value)),
            BinaryPrimitives.ReadUInt64LittleEndian(value[8..]));
    }

    public void Write(Span<byte> value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(value, Root.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(value[8..], Sequence);
    }
}
