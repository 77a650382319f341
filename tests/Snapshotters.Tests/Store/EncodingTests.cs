using PluginHost;
using PluginHost.SnapshotStore;

namespace Snapshotters.Tests.Store;

public sealed class EncodingTests
{
    [Theory]
    [InlineData("010000000edd4fb2722f072f40ffff", 1706933106, 789000000)]
    [InlineData("010000000edd4fb2722f072f40003c", 1706933106, 789000000)]
    [InlineData("020000000edd4fb2722f072f40003c1e", 1706933106, 789000000)]
    [InlineData("01000000000000000000000000ffff", -62135596800, 0)]
    public void A_time_is_read_whatever_its_zone(string hex, long seconds, int nanoseconds)
    {
        Assert.True(GoTime.TryDecode(Convert.FromHexString(hex), out Timestamp time));
        Assert.Equal(new Timestamp(seconds, nanoseconds), time);
    }

    [Theory]
    [InlineData("010000000edd4fb2722f072f40ffff", 1706933106, 789000000)]
    [InlineData("01000000000000000000000000ffff", -62135596800, 0)]
    public void A_time_is_written_in_utc(string hex, long seconds, int nanoseconds)
        => Assert.Equal(hex, Convert.ToHexStringLower(GoTime.Encode(new Timestamp(seconds, nanoseconds))));

    [Theory]
    [InlineData("")]
    [InlineData("030000000edd4fb2722f072f40ffff")]
    [InlineData("020000000edd4fb2722f072f40ffff")]
    [InlineData("010000000edd4fb2722f072f40ff")]
    [InlineData("010000000edd4fb2727fffffffffff")]
    public void Other_bytes_are_no_time(string hex) => Assert.False(GoTime.TryDecode(Convert.FromHexString(hex), out _));

    [Theory]
    [InlineData(4, "08")]
    [InlineData(349, "ba05")]
    [InlineData(-1, "01")]
    [InlineData(long.MaxValue, "feffffffffffffffff01")]
    [InlineData(long.MinValue, "ffffffffffffffffff01")]
    public void A_signed_number_goes_both_ways(long value, string hex)
    {
        Assert.Equal(hex, Convert.ToHexStringLower(Varint.EncodeSigned(value)));
        Assert.True(Varint.TryDecodeSigned(Convert.FromHexString(hex), out long read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData(0, "00")]
    [InlineData(14198, "f66e")]
    [InlineData(ulong.MaxValue, "ffffffffffffffffff01")]
    public void An_unsigned_number_goes_both_ways(ulong value, string hex)
    {
        Assert.Equal(hex, Convert.ToHexStringLower(Varint.EncodeUnsigned(value)));
        Assert.True(Varint.TryReadUnsigned(Convert.FromHexString(hex), out ulong read, out int length));
        Assert.Equal((value, hex.Length / 2), (read, length));
    }

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("ffffffffffffffffff02")]
    [InlineData("ffffffffffffffffffff01")]
    public void A_number_that_is_cut_or_too_big_is_refused(string hex)
        => Assert.False(Varint.TryReadUnsigned(Convert.FromHexString(hex), out _, out _));

    [Fact]
    public void A_link_is_the_parents_number_a_zero_and_the_childs_number()
        => Assert.Equal("8001008102", Convert.ToHexStringLower(Schema.LinkOf(new SnapshotId(128), new SnapshotId(257))));

    [Theory]
    [InlineData("1", true)]
    [InlineData("18446744073709551615", true)]
    [InlineData("01", false)]
    [InlineData("+1", false)]
    [InlineData("new-1", false)]
    [InlineData("", false)]
    public void A_directory_name_is_a_number_only_in_its_plain_form(string name, bool expected)
        => Assert.Equal(expected, SnapshotId.TryParse(name, out _));
}
