using System.Buffers;
using System.Security.Cryptography;
using PluginHost.Content;
using PluginHost.Oci;

namespace PluginHost.Plugins.Metadata.Content.Check;

/// <summary>Digest and number of the bytes of a blob, read to their end with little memory.</summary>
internal static class BlobHash
{
    private const int BufferSize = 1 << 20;

    public static async Task<(Digest Digest, long Bytes)> OfAsync(IBlobReader reader, string algorithm, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(new HashAlgorithmName(algorithm.ToUpperInvariant()));
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long bytes = 0;
            int count;
            while ((count = await reader.ReadAsync(buffer, bytes, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, count);
                bytes += count;
            }

            return (Digest.FromHash(hash.GetHashAndReset()), bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
