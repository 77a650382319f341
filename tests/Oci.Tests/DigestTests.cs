using System.Text;
using PluginHost.Oci;

namespace Oci.Tests;

public sealed class DigestTests
{
    private const string EmptySha256 = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void A_digest_keeps_its_text_and_gives_its_parts()
    {
        Digest digest = Digest.Parse(EmptySha256);

        Assert.Equal(EmptySha256, digest.ToString());
        Assert.Equal("sha256", digest.Algorithm);
        Assert.Equal(EmptySha256[7..], digest.Encoded);
        Assert.False(digest.IsEmpty);
    }

    [Theory]
    [InlineData("sha256", 64)]
    [InlineData("sha384", 96)]
    [InlineData("sha512", 128)]
    public void Three_algorithms_are_known_each_with_its_length(string algorithm, int length)
    {
        Assert.True(Digest.TryParse($"{algorithm}:{new string('a', length)}", out Digest digest));
        Assert.Equal(algorithm, digest.Algorithm);
        Assert.False(Digest.TryParse($"{algorithm}:{new string('a', length - 1)}", out _));
    }

    [Theory]
    [InlineData("", "invalid checksum digest format")]
    [InlineData("sha256", "invalid checksum digest format")]
    [InlineData("sha256:", "invalid checksum digest format")]
    [InlineData(":abc", "invalid checksum digest format")]
    [InlineData("SHA256:abc", "invalid checksum digest format")]
    [InlineData("md5:../../etc", "invalid checksum digest format")]
    [InlineData("a..b:abc", "invalid checksum digest format")]
    [InlineData("sha256+:abc", "invalid checksum digest format")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e", "unsupported digest algorithm")]
    [InlineData("a.b+c_d-e:XYZ=_-", "unsupported digest algorithm")]
    [InlineData("sha256:abc", "invalid checksum digest length")]
    [InlineData("sha256:../../../../etc/passwd", "invalid checksum digest length")]
    public void What_is_wrong_is_said_in_the_words_of_go_digest(string text, string words)
        => Assert.Equal(words, Assert.Throws<DigestFormatException>(() => Digest.Parse(text)).Message);

    [Theory]
    [InlineData('A')]
    [InlineData('g')]
    [InlineData('/')]
    [InlineData('\n')]
    public void A_character_that_is_no_lower_hex_is_a_wrong_format(char odd)
    {
        string text = EmptySha256[..^1] + odd;

        Assert.Equal(DigestFault.Format, Assert.Throws<DigestFormatException>(() => Digest.Parse(text)).Fault);
    }

    [Fact]
    public void The_length_is_counted_in_bytes()
        => Assert.Equal(DigestFault.Length, Assert.Throws<DigestFormatException>(() => Digest.Parse(EmptySha256[..^1] + 'é')).Fault);

    [Fact]
    public void Null_is_no_digest() => Assert.False(Digest.TryParse(null, out _));

    [Fact]
    public void The_default_value_is_empty_and_equals_itself()
    {
        Assert.True(default(Digest).IsEmpty);
        Assert.Equal("", default(Digest).ToString());
        Assert.Equal("", default(Digest).Algorithm);
        Assert.Equal("", default(Digest).Encoded);
        Assert.NotEqual(default, Digest.Of([]));
    }

    [Fact]
    public void The_digest_of_bytes_is_their_sha256() => Assert.Equal(EmptySha256, Digest.Of([]).ToString());

    [Fact]
    public void A_hash_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => Digest.FromHash(new byte[20]));

    [Theory]
    [InlineData("sha256", "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("sha384", "sha384:cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7")]
    [InlineData(
        "sha512",
        "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")]
    public void A_digester_takes_its_bytes_in_pieces(string algorithm, string expected)
    {
        using Digester digester = new(algorithm);
        digester.Append("a"u8);
        digester.Append([]);
        digester.Append("bc"u8);

        Assert.Equal(expected, digester.Current().ToString());
    }

    [Fact]
    public void A_digester_goes_on_after_it_was_asked()
    {
        using Digester digester = new();

        Assert.Equal(EmptySha256, digester.Current().ToString());
        digester.Append("abc"u8);
        Assert.Equal(Digest.Of(Encoding.ASCII.GetBytes("abc")), digester.Current());
    }

    [Fact]
    public void A_digester_of_an_unknown_algorithm_is_refused()
        => Assert.StartsWith(
            "unsupported digest algorithm \"md5\"",
            Assert.Throws<ArgumentException>(() => new Digester("md5")).Message,
            StringComparison.Ordinal);
}
