using System.Security.Cryptography;

namespace PluginHost.Oci;

/// <summary>Computes a digest over bytes that come piece by piece. Not for use by several threads at once.</summary>
public sealed class Digester : IDisposable
{
    private readonly IncrementalHash _hash;

    /// <summary>A digester for sha256.</summary>
    public Digester() => _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>A digester for an algorithm by its name in digests: sha256, sha384 or sha512.</summary>
    /// <exception cref="ArgumentException">Another algorithm; the message is go-digest's.</exception>
    public Digester(string algorithm) => _hash = IncrementalHash.CreateHash(algorithm switch
    {
        "sha256" => HashAlgorithmName.SHA256,
        "sha384" => HashAlgorithmName.SHA384,
        "sha512" => HashAlgorithmName.SHA512,
        _ => throw new ArgumentException($"unsupported digest algorithm \"{algorithm}\"", nameof(algorithm)),
    });

    /// <summary>Adds the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> content) => _hash.AppendData(content);

    /// <summary>The digest of all bytes so far; more can be appended.</summary>
    public Digest Current()
    {
        Span<byte> hash = stackalloc byte[64];
        return Digest.FromHash(hash[.._hash.GetCurrentHash(hash)]);
    }

    public void Dispose() => _hash.Dispose();
}
