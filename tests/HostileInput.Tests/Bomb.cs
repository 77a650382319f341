using System.IO.Compression;
using System.Text;

namespace HostileInput.Tests;

/// <summary>Small images of layers that are huge when they are unpacked.</summary>
internal static class Bomb
{
    private const int MemberSize = 32 << 20;

    /// <summary>An image with a file of zeros.</summary>
    public static void OneFile(string path, string name, long size) => Write(path, name, [.. Header("zeros", size), .. Zeros(size)]);

    /// <summary>An image with a small file, and zeros behind the end of its archive.</summary>
    public static void BehindTheEnd(string path, string name, long size) => Write(path, name, [.. Gzip(SmallFile()), .. Zeros(size)]);

    private static void Write(string path, string name, byte[] gzip)
    {
        Layer layer = new(Blob.Of(gzip), Blob.DigestOf("another"u8), Layer.GzipType, []);
        Archive.WriteOci(path, name, new Image([layer]));
    }

    private static byte[] Zeros(long size)
    {
        byte[] member = Gzip(new byte[MemberSize]);

        return [.. Enumerable.Repeat(member, (int)(size / MemberSize)).SelectMany(bytes => bytes)];
    }

    // The header of an empty file, with another size and the checksum to it.
    private static byte[] Header(string name, long size)
    {
        byte[] block = new LayerBuilder().File(name, string.Empty).Build()[..512];
        Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(11, '0')).CopyTo(block, 124);
        block.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes($"{Convert.ToString(block.Sum(b => b), 8).PadLeft(6, '0')}\0").CopyTo(block, 148);

        return Gzip(block);
    }

    private static byte[] SmallFile() => new LayerBuilder().File("small", "small").Build();

    private static byte[] Gzip(byte[] plain)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(plain);
        }

        return compressed.ToArray();
    }
}
