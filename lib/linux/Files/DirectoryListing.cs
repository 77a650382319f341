using System.Buffers;
using System.Buffers.Binary;

namespace PluginHost.Linux.Files;

/// <summary>Lists directories with names that need not be UTF-8, without <c>.</c> and <c>..</c>.</summary>
public static class DirectoryListing
{
    private const int BufferSize = 32 * 1024;

    // struct linux_dirent64: u64 inode, s64 offset, u16 length of the record, u8 type, name with NUL.
    private const int LengthOffset = 16;
    private const int TypeOffset = 18;
    private const int NameOffset = 19;

    /// <summary>The entries of an open directory in the order of the file system. The descriptor's offset moves to the end.</summary>
    /// <exception cref="LinuxException">The directory can't be read.</exception>
    public static List<DirectoryEntry> Read(SafeFileDescriptor directory)
    {
        List<DirectoryEntry> entries = [];
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int length;
            while ((length = LibC.GetDents64(directory, buffer)) > 0)
            {
                AddAll(entries, buffer.AsSpan(0, length));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return entries;
    }

    /// <summary>As <see cref="Read"/>, ordered by the bytes of the names.</summary>
    /// <exception cref="LinuxException">The directory can't be read.</exception>
    public static List<DirectoryEntry> ReadSorted(SafeFileDescriptor directory)
    {
        List<DirectoryEntry> entries = Read(directory);
        entries.Sort(static (left, right) => PathEncoding.Compare(left.Name, right.Name));

        return entries;
    }

    private static void AddAll(List<DirectoryEntry> entries, ReadOnlySpan<byte> records)
    {
        while (!records.IsEmpty)
        {
            int size = BinaryPrimitives.ReadUInt16LittleEndian(records[LengthOffset..]);
            ReadOnlySpan<byte> name = records[NameOffset..size];
            name = name[..name.IndexOf((byte)0)];
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                ulong inode = BinaryPrimitives.ReadUInt64LittleEndian(records);
                entries.Add(new DirectoryEntry(PathEncoding.GetString(name), (DirectoryEntryType)records[TypeOffset], inode));
            }

            records = records[size..];
        }
    }
}
