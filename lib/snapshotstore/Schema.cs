using System.Text;

namespace PluginHost.SnapshotStore;

/// <summary>
/// The <c>metadata.db</c> of a snapshotter (containerd core/snapshots/storage/bolt.go):
/// <code>
/// v1
///   snapshots                    its sequence is the number given out last
///     [key or name]
///       id                       uvarint
///       kind                     one byte
///       parent                   name of the parent, absent without one
///       createdat, updatedat     Go's binary time
///       labels                   key = value
///       inodes, size             varint, from the commit on
///   parents
///     [uvarint parent id] 00 [uvarint id] = key or name of the child
/// </code>
/// </summary>
internal static class Schema
{
    public static ReadOnlySpan<byte> Version => "v1"u8;

    public static ReadOnlySpan<byte> Snapshots => "snapshots"u8;

    public static ReadOnlySpan<byte> Parents => "parents"u8;

    public static ReadOnlySpan<byte> Id => "id"u8;

    public static ReadOnlySpan<byte> Kind => "kind"u8;

    public static ReadOnlySpan<byte> Parent => "parent"u8;

    public static ReadOnlySpan<byte> CreatedAt => "createdat"u8;

    public static ReadOnlySpan<byte> UpdatedAt => "updatedat"u8;

    public static ReadOnlySpan<byte> Labels => "labels"u8;

    public static ReadOnlySpan<byte> Inodes => "inodes"u8;

    public static ReadOnlySpan<byte> Size => "size"u8;

    /// <summary>A key as bolt has it.</summary>
    public static byte[] KeyOf(string key) => Encoding.UTF8.GetBytes(key);

    /// <summary>The link from a parent to a child.</summary>
    public static byte[] LinkOf(SnapshotId parent, SnapshotId child)
    {
        byte[] bytes = new byte[(2 * Varint.MaxSize) + 1];
        int length = Varint.WriteUnsigned(bytes, parent.Value);
        bytes[length++] = 0;
        length += Varint.WriteUnsigned(bytes.AsSpan(length), child.Value);

        return bytes[..length];
    }

    /// <summary>What the links of all children of a parent begin with.</summary>
    public static byte[] LinkPrefixOf(SnapshotId parent)
    {
        byte[] bytes = new byte[Varint.MaxSize + 1];
        int length = Varint.WriteUnsigned(bytes, parent.Value);

        return bytes[..(length + 1)];
    }
}
