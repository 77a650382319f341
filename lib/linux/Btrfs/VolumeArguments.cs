using System.Buffers.Binary;

namespace PluginHost.Linux.Btrfs;

/// <summary>
/// The structures of the btrfs ioctls (linux/btrfs.h), 4096 bytes each: <c>btrfs_ioctl_vol_args</c> (descriptor 0, name 8),
/// <c>btrfs_ioctl_vol_args_v2</c> (descriptor 0, flags 16, name 56) and <c>btrfs_ioctl_ino_lookup_args</c> (tree 0, object 8).
/// </summary>
internal static class VolumeArguments
{
    public const uint SNAP_DESTROY = 0x5000940F;
    public const uint SUBVOL_CREATE = 0x5000940E;
    public const uint SNAP_CREATE_V2 = 0x50009417;
    public const uint INO_LOOKUP = 0xD0009412;

    /// <summary>The inode of the root directory of every subvolume.</summary>
    public const ulong FIRST_FREE_OBJECTID = 256;

    private const int Size = 4096;
    private const int MaxName = 255;
    private const ulong SUBVOL_RDONLY = 2;

    /// <summary>For an ioctl that takes a name only.</summary>
    /// <exception cref="LinuxException">ENAMETOOLONG.</exception>
    public static byte[] Named(string name)
    {
        byte[] arguments = new byte[Size];
        Put(arguments.AsSpan(8), name);

        return arguments;
    }

    /// <summary>For a snapshot of the subvolume that is open as <paramref name="source"/>.</summary>
    /// <exception cref="LinuxException">ENAMETOOLONG.</exception>
    public static byte[] SnapshotOf(SafeFileDescriptor source, string name, bool readOnly)
    {
        byte[] arguments = new byte[Size];
        BinaryPrimitives.WriteInt64LittleEndian(arguments, source.Number);
        BinaryPrimitives.WriteUInt64LittleEndian(arguments.AsSpan(16), readOnly ? SUBVOL_RDONLY : 0);
        Put(arguments.AsSpan(56), name);

        return arguments;
    }

    /// <summary>For the question which tree a file is in.</summary>
    public static byte[] Lookup()
    {
        byte[] arguments = new byte[Size];
        BinaryPrimitives.WriteUInt64LittleEndian(arguments.AsSpan(8), FIRST_FREE_OBJECTID);

        return arguments;
    }

    /// <summary>The answer to it.</summary>
    public static ulong TreeOf(ReadOnlySpan<byte> arguments) => BinaryPrimitives.ReadUInt64LittleEndian(arguments);

    private static void Put(Span<byte> place, string name)
    {
        byte[] bytes = PathEncoding.GetBytes(name);
        LinuxException.ThrowIf(bytes.Length > MaxName ? Errno.ENAMETOOLONG : 0, "ioctl", name);
        bytes.CopyTo(place);
    }
}
