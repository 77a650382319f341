using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PluginHost.Oci;

/// <summary>
/// The name of a stack of layers, and thus of the committed snapshot that holds it (OCI image specification, config, "Layer ChainID"):
/// one layer has its diff id for chain id, each further one gives <c>sha256(chain id of those below + " " + diff id)</c>.
/// The default value stands for no layers at all.
/// </summary>
public readonly record struct ChainId(Digest Digest)
{
    /// <summary>True for the default value: no layers.</summary>
    public bool IsEmpty => Digest.IsEmpty;

    /// <summary>The chain id of layers, bottom first; the empty chain id if there are none.</summary>
    public static ChainId Of(IEnumerable<DiffId> diffIds) => diffIds.Aggregate(default(ChainId), (chain, diffId) => chain.Add(diffId));

    /// <summary>The chain id of each prefix of the layers: one per layer, bottom first.</summary>
    public static IReadOnlyList<ChainId> Prefixes(IEnumerable<DiffId> diffIds)
    {
        List<ChainId> chains = [];
        ChainId chain = default;
        foreach (DiffId diffId in diffIds)
        {
            chain = chain.Add(diffId);
            chains.Add(chain);
        }

        return chains;
    }

    /// <summary>Parses <c>algorithm:hex</c>.</summary>
    /// <exception cref="DigestFormatException">Not a digest.</exception>
    public static ChainId Parse(string text) => new(Digest.Parse(text));

    /// <summary>Parses <c>algorithm:hex</c>; false if <paramref name="text"/> is no digest.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ChainId chainId)
    {
        bool parsed = Digest.TryParse(text, out Digest digest);
        chainId = new ChainId(digest);
        return parsed;
    }

    /// <summary>The chain id of this stack with one more layer on top.</summary>
    /// <exception cref="ArgumentException">The diff id is empty.</exception>
    public ChainId Add(DiffId diffId)
    {
        if (diffId.Digest.IsEmpty)
        {
            throw new ArgumentException("a layer has no empty diff id", nameof(diffId));
        }

        return IsEmpty ? new ChainId(diffId.Digest) : new ChainId(Digest.Of(Encoding.ASCII.GetBytes($"{Digest} {diffId}")));
    }

    /// <summary><c>algorithm:hex</c>, or the empty text.</summary>
    public override string ToString() => Digest.ToString();
}
