using System.Security.Cryptography;

namespace PluginHost.Archive.Compression;

/// <summary>Counts and hashes (SHA-256) what is read through it.</summary>
/// <param name="source">Read, and closed with this.</param>
public sealed class DigestReadStream(Stream source) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string? _final;

    /// <summary>The bytes read so far.</summary>
    public long Count { get; private set; }

    /// <summary>The digest of what was read so far: <c>sha256:</c> and 64 hexadecimal digits. It stays when the stream is closed.</summary>
    public string Digest => _final ?? $"sha256:{Convert.ToHexStringLower(_hash.GetCurrentHash())}";

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = source.Read(buffer);
        _hash.AppendData(buffer[..read]);
        Count += read;

        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _final is null)
        {
            _final = Digest;
            _hash.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
