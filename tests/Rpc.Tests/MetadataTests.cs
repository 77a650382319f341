using Grpc.Core;
using Xunit;

namespace Rpc.Tests;

public sealed class MetadataTests
{
    [Fact]
    public void Names_are_kept_in_lower_case_and_found_in_any_case()
    {
        Metadata metadata = new() { { "Containerd-Namespace", "default" } };

        Assert.Equal("containerd-namespace", metadata[0].Key);
        Assert.Equal("default", metadata.GetValue("CONTAINERD-NAMESPACE"));
    }

    [Fact]
    public void A_name_that_ends_in_bin_has_bytes_and_gives_copies_of_them()
    {
        Metadata metadata = new() { { "trace-bin", [1, 2, 3] } };

        metadata.GetValueBytes("trace-bin")![0] = 9;

        Assert.True(metadata[0].IsBinary);
        Assert.Equal([1, 2, 3], metadata.GetValueBytes("trace-bin"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData(":path")]
    [InlineData("naïve")]
    public void A_name_of_other_characters_is_refused(string key)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, "x"));

        Assert.Contains($"metadata name \"{key}\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_under_a_binary_name_and_bytes_under_a_text_name_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("a-bin", "x"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("a", [1]));
    }

    [Fact]
    public void The_last_value_of_a_name_wins_and_all_are_there_in_order()
    {
        Metadata metadata = new() { { "k", "1" }, { "other", "x" }, { "k", "2" } };

        Assert.Equal("2", metadata.GetValue("k"));
        Assert.Equal(["1", "2"], metadata.GetAll("k").Select(entry => entry.Value));
    }

    [Fact]
    public void The_empty_metadata_can_not_be_changed()
        => Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("k", "v"));
}
