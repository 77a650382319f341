using PluginHost.Archive.Compression;
using PluginHost.Testing.Images;

namespace PluginHost.Bench;

using Archive = PluginHost.Testing.Images.Archive;

/// <summary>An image of 300 MiB in 8 layers.</summary>
internal static class LargeImage
{
    private const int LayerCount = 8;
    private const int FilesPerLayer = 75;
    private const int FileSize = 512 << 10;
    private const string ZstdType = Layer.TarType + "+zstd";

    public static void Write(string path, CompressionKind compression)
        => Archive.WriteOci(path, "example.com/large:1", new Image([.. Enumerable.Range(0, LayerCount).Select(number => Compressed(Tar(number), compression))]));

    private static Layer Compressed(byte[] tar, CompressionKind compression)
        => compression == CompressionKind.Zstd ? new Layer(Blob.Of(Zstd(tar)), Blob.DigestOf(tar), ZstdType, tar) : Layer.Gzip(tar);

    private static byte[] Zstd(byte[] tar)
    {
        using MemoryStream compressed = new();
        using (Stream zstd = CompressionStreams.OpenWrite(compressed, CompressionKind.Zstd, leaveOpen: true))
        {
            zstd.Write(tar);
        }

        return compressed.ToArray();
    }

    // Half of each block is random, half repeats: it shrinks about as much as the files of a real image.
    private static byte[] Tar(int number)
    {
        Random random = new(number);
        LayerBuilder layer = new LayerBuilder().Directory($"data{number}");
        for (int file = 0; file < FilesPerLayer; file++)
        {
            byte[] content = new byte[FileSize];
            for (int offset = 0; offset < content.Length; offset += 4096)
            {
                random.NextBytes(content.AsSpan(offset, 2048));
                content.AsSpan(offset, 2048).CopyTo(content.AsSpan(offset + 2048));
            }

            layer.File($"data{number}/file{file}", content);
        }

        return layer.Build();
    }
}
