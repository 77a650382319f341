using System.Security.Cryptography;
using System.Text;

namespace PluginHost.Testing.Images;

/// <summary>Bytes with the digest under which an image names them.</summary>
/// <param name="Bytes">The content.</param>
/// <param name="Digest"><c>sha256:</c> and 64 hexadecimal digits; of other bytes in a hostile image.</param>
public sealed record Blob(byte[] Bytes, string Digest)
{
    /// <summary>The bytes under their true digest.</summary>
    public static Blob Of(byte[] bytes) => new(bytes, DigestOf(bytes));

    /// <summary>UTF-8 text under its true digest.</summary>
    public static Blob Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>The digest of bytes, as OCI writes it.</summary>
    public static string DigestOf(ReadOnlySpan<byte> bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
}
