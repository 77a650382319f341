using System.Security.Cryptography;

namespace PluginHost.Archive.Compression;

/// <summary>Counts and hashes (SHA-256) what is written through it.</summary>
/// <param name="target">Gets the bytes, and is closed with this.</param>
/// <param name="leaveOpen">Whether the caller keeps the target.</param>
public sealed class DigestWriteStream(Stream target, bool leaveOpen = false) : WriteOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The bytes written so far.</summary>
    public long Count { get; private set; }

    /// <summary>The digest of what was written so far: <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public string Digest => $"sha256:{Convert.ToHexStringLower(_hash.GetCurrentHash())}";

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        target.Write(buffer);
        _hash.AppendData(buffer);
        Count += buffer.Length;
    }

    /// <inheritdoc/>
    public override void Flush() => target.Flush();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            if (!leaveOpen)
            {
                target.Dispose();
            }
        }

        base.Dispose(disposing);
    }
}
