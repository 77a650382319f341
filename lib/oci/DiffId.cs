using System.Diagnostics.CodeAnalysis;

namespace PluginHost.Oci;

/// <summary>
/// The digest of a layer's uncompressed tar stream (OCI image specification, config, "Layer DiffID"): the same layer has one diff id
/// however it is compressed. Not to be mixed with the digest of the blob, nor with a <see cref="ChainId"/>.
/// </summary>
public readonly record struct DiffId(Digest Digest)
{
    /// <summary>Parses <c>algorithm:hex</c>.</summary>
    /// <exception cref="DigestFormatException">Not a digest.</exception>
    public static DiffId Parse(string text) => new(Digest.Parse(text));

    /// <summary>Parses <c>algorithm:hex</c>; false if <paramref name="text"/> is no digest.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DiffId diffId)
    {
        bool parsed = Digest.TryParse(text, out Digest digest);
        diffId = new DiffId(digest);
        return parsed;
    }

    /// <summary><c>algorithm:hex</c>, or the empty text.</summary>
    public override string ToString() => Digest.ToString();
}
