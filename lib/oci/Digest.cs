using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace PluginHost.Oci;

/// <summary>
/// The name of a blob by its content: <c>algorithm:hex</c> with sha256, sha384 or sha512 and lower-case hex of the right length
/// (OCI image specification, descriptor, "digests"). The default value is the empty digest: no blob.
/// </summary>
public readonly record struct Digest
{
    private const string Sha256Prefix = "sha256:";

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    private readonly string? _value;

    private Digest(string value) => _value = value;

    /// <summary>True for the default value, which names nothing.</summary>
    public bool IsEmpty => _value is null;

    /// <summary>The part before the colon, for example <c>sha256</c>; empty for the empty digest.</summary>
    public string Algorithm => _value is null ? "" : _value[.._value.IndexOf(':', StringComparison.Ordinal)];

    /// <summary>The part after the colon, lower-case hex; empty for the empty digest.</summary>
    public string Encoded => _value is null ? "" : _value[(_value.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>The sha256 digest of <paramref name="content"/>.</summary>
    public static Digest Of(ReadOnlySpan<byte> content) => FromHash(SHA256.HashData(content));

    /// <summary>The digest whose hash is these 32 (sha256), 48 (sha384) or 64 (sha512) bytes.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static Digest FromHash(ReadOnlySpan<byte> hash) => hash.Length switch
    {
        32 => new Digest(Sha256Prefix + Convert.ToHexStringLower(hash)),
        48 => new Digest("sha384:" + Convert.ToHexStringLower(hash)),
        64 => new Digest("sha512:" + Convert.ToHexStringLower(hash)),
        _ => throw new ArgumentException($"no digest algorithm has a hash of {hash.Length} bytes", nameof(hash)),
    };

    /// <summary>Parses <c>algorithm:hex</c>.</summary>
    /// <exception cref="DigestFormatException">Not a digest; the message says what is wrong in go-digest's words.</exception>
    public static Digest Parse(string text)
    {
        DigestFault fault = Examine(text);
        return fault == DigestFault.None ? new Digest(text) : throw new DigestFormatException(text, fault);
    }

    /// <summary>Parses <c>algorithm:hex</c>; false if <paramref name="text"/> is no digest.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        if (text is not null && Examine(text) == DigestFault.None)
        {
            digest = new Digest(text);
            return true;
        }

        digest = default;
        return false;
    }

    /// <summary><c>algorithm:hex</c>, or the empty text.</summary>
    public override string ToString() => _value ?? "";

    // The order of the checks is go-digest's (Digest.Validate, Algorithm.Validate): it decides which of several faults is named.
    private static DigestFault Examine(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon + 1 == text.Length)
        {
            return DigestFault.Format;
        }

        int length = text.AsSpan(0, colon) switch
        {
            "sha256" => 64,
            "sha384" => 96,
            "sha512" => 128,
            _ => -1,
        };
        if (length < 0)
        {
            return HasDigestShape(text, colon) ? DigestFault.Algorithm : DigestFault.Format;
        }

        ReadOnlySpan<char> encoded = text.AsSpan(colon + 1);
        if (Encoding.UTF8.GetByteCount(encoded) != length)
        {
            return DigestFault.Length;
        }

        return encoded.IndexOfAnyExcept(LowerHex) < 0 ? DigestFault.None : DigestFault.Format;
    }

    // go-digest: components of [a-z0-9] joined by one of "+._-", then ":", then one or more of [A-Za-z0-9=_-].
    private static bool HasDigestShape(string text, int colon)
    {
        bool separator = true;
        foreach (char c in text.AsSpan(0, colon))
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
            {
                separator = false;
            }
            else if (c is '+' or '.' or '_' or '-' && !separator)
            {
                separator = true;
            }
            else
            {
                return false;
            }
        }

        foreach (char c in text.AsSpan(colon + 1))
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('=' or '_' or '-'))
            {
                return false;
            }
        }

        return !separator;
    }
}
