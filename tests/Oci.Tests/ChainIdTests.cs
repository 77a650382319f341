using System.Text;
using PluginHost.Oci;

namespace Oci.Tests;

public sealed class ChainIdTests
{
    private static readonly DiffId Bottom = new(Digest.Of("bottom"u8));
    private static readonly DiffId Middle = new(Digest.Of("middle"u8));
    private static readonly DiffId Top = new(Digest.Of("top"u8));

    [Fact]
    public void No_layers_have_the_empty_chain_id() => Assert.True(ChainId.Of([]).IsEmpty);

    [Fact]
    public void One_layer_has_its_diff_id_as_chain_id() => Assert.Equal(Bottom.ToString(), ChainId.Of([Bottom]).ToString());

    [Fact]
    public void A_further_layer_hashes_the_chain_below_a_space_and_its_diff_id()
    {
        Digest two = Digest.Of(Encoding.ASCII.GetBytes($"{Bottom} {Middle}"));
        Digest three = Digest.Of(Encoding.ASCII.GetBytes($"{two} {Top}"));

        Assert.Equal(three, ChainId.Of([Bottom, Middle, Top]).Digest);
    }

    [Fact]
    public void A_known_chain_has_the_known_id()
    {
        // sha256("sha256:aaaa… sha256:bbbb…"), computed with sha256sum.
        DiffId a = DiffId.Parse("sha256:" + new string('a', 64));
        DiffId b = DiffId.Parse("sha256:" + new string('b', 64));

        Assert.Equal("sha256:ccd722928bd92476ba1745586fed6e45a102504185ad88cd89e01ff116fd146c", ChainId.Of([a, b]).ToString());
    }

    [Fact]
    public void Each_prefix_of_the_layers_has_its_own_chain_id()
        => Assert.Equal(
            [ChainId.Of([Bottom]), ChainId.Of([Bottom, Middle]), ChainId.Of([Bottom, Middle, Top])],
            ChainId.Prefixes([Bottom, Middle, Top]));

    [Fact]
    public void The_order_of_the_layers_counts() => Assert.NotEqual(ChainId.Of([Bottom, Top]), ChainId.Of([Top, Bottom]));

    [Fact]
    public void An_empty_diff_id_is_refused() => Assert.Throws<ArgumentException>(() => ChainId.Of([Bottom, default]));

    [Fact]
    public void Both_kinds_of_id_are_parsed_as_digests()
    {
        Assert.True(DiffId.TryParse(Top.ToString(), out DiffId diffId));
        Assert.True(ChainId.TryParse(Top.ToString(), out ChainId chainId));
        Assert.Equal(diffId.Digest, chainId.Digest);
        Assert.Equal(ChainId.Parse(Top.ToString()), chainId);
        Assert.False(DiffId.TryParse("sha256:abc", out _));
        Assert.False(ChainId.TryParse(null, out _));
        Assert.Throws<DigestFormatException>(() => DiffId.Parse("x"));
        Assert.Throws<DigestFormatException>(() => ChainId.Parse("x"));
    }
}
