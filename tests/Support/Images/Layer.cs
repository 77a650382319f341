using System.IO.Compression;

namespace PluginHost.Testing.Images;

/// <summary>A layer: the blob as distributed, and the digest of the tar inside.</summary>
/// <param name="Blob">Tar, or gzip of it.</param>
/// <param name="DiffId">Digest of the tar; of something else in a hostile image.</param>
/// <param name="MediaType">OCI media type of the blob.</param>
/// <param name="Tar">The tar itself.</param>
public sealed record Layer(Blob Blob, string DiffId, string MediaType, byte[] Tar)
{
    public const string TarType = "application/vnd.oci.image.layer.v1.tar";
    public const string GzipType = TarType + "+gzip";

    /// <summary>A layer distributed as plain tar.</summary>
    public static Layer Plain(byte[] tar) => new(Blob.Of(tar), Blob.DigestOf(tar), TarType, tar);

    /// <summary>A layer distributed as gzip.</summary>
    public static Layer Gzip(byte[] tar)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(tar);
        }

        return new Layer(Blob.Of(compressed.ToArray()), Blob.DigestOf(tar), GzipType, tar);
    }
}
