using PluginHost;
using PluginHost.Plugins.Metadata.Gc;
using PluginHost.Plugins.Metadata.Values;

namespace Metadata.Tests;

/// <summary>Values byte by byte, against vectors seen in files of containerd.</summary>
public sealed class EncodingTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(4, "08")]
    [InlineData(-1, "01")]
    [InlineData(349, "ba05")]
    [InlineData(long.MaxValue, "feffffffffffffffff01")]
    [InlineData(long.MinValue, "ffffffffffffffffff01")]
    public void A_number_is_a_zigzag_varint(long number, string hex)
    {
        byte[] buffer = new byte[Varint.MaximumLength];

        Assert.Equal(hex, Convert.ToHexStringLower(buffer.AsSpan(0, Varint.Write(buffer, number))));
        Assert.Equal(number, Varint.Read(Convert.FromHexString(hex)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("ffffffffffffffffff7f")]
    public void A_number_that_does_not_end_is_refused(string hex)
        => Assert.Throws<InvalidDataException>(() => Varint.Read(Convert.FromHexString(hex)));

    [Fact]
    public void A_time_is_written_as_go_writes_it_in_utc()
    {
        byte[] buffer = new byte[GoTime.Length];
        GoTime.Write(buffer, Timestamp.From(new DateTimeOffset(2024, 2, 3, 4, 5, 6, 789, TimeSpan.Zero)));

        Assert.Equal("010000000edd4fb2722f072f40ffff", Convert.ToHexStringLower(buffer));
    }

    [Theory]
    [InlineData("010000000edd4fb2722f072f40ffff")]
    [InlineData("010000000edd4fb2722f072f40003c")]
    [InlineData("020000000edd4fb2722f072f40003c1e")]
    public void A_time_is_read_whatever_its_zone(string hex)
        => Assert.Equal("2024-02-03T04:05:06.789Z", GoTime.Read(Convert.FromHexString(hex)).ToString());

    [Fact]
    public void The_zero_time_survives()
    {
        byte[] buffer = new byte[GoTime.Length];
        GoTime.Write(buffer, Timestamp.Zero);

        Assert.Equal("01000000000000000000000000ffff", Convert.ToHexStringLower(buffer));
        Assert.True(GoTime.Read(buffer).IsZero);
    }

    [Fact]
    public void Nanoseconds_survive()
    {
        Timestamp moment = new(1_700_000_000, 123_456_789);
        byte[] buffer = new byte[GoTime.Length];
        GoTime.Write(buffer, moment);

        Assert.Equal(moment, GoTime.Read(buffer));
    }

    [Theory]
    [InlineData("")]
    [InlineData("030000000edd4fb2722f072f40ffff")]
    [InlineData("020000000edd4fb2722f072f40ffff")]
    [InlineData("010000000edd4fb272ffffffffffff")]
    public void What_is_no_time_is_refused(string hex)
        => Assert.Throws<InvalidDataException>(() => GoTime.Read(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("", "", "")]
    [InlineData("x/y", "", "0a03782f79")]
    [InlineData("x/y", "7b7d", "0a03782f7912027b7d")]
    [InlineData("", "00", "120100")]
    public void A_value_of_any_type_is_protobuf(string url, string value, string hex)
    {
        byte[] bytes = AnyBytes.Write(new AnyValue(url, Convert.FromHexString(value)));
        AnyValue read = AnyBytes.Read(bytes);

        Assert.Equal(hex, Convert.ToHexStringLower(bytes));
        Assert.Equal(url, read.TypeUrl);
        Assert.Equal(value, Convert.ToHexStringLower(read.Value.Span));
    }

    [Fact]
    public void Fields_of_a_value_that_we_do_not_know_are_skipped()
    {
        AnyValue read = AnyBytes.Read(Convert.FromHexString("1805" + "210102030405060708" + "2a0161" + "3501020304" + "0a0178"));

        Assert.Equal("x", read.TypeUrl);
    }

    [Theory]
    [InlineData("0a05")]
    [InlineData("0affffffffffffffffff01")]
    [InlineData("0b")]
    [InlineData("2101")]
    public void What_is_no_protobuf_is_refused(string hex)
        => Assert.Throws<InvalidDataException>(() => AnyBytes.Read(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("2024-02-03T04:05:06Z", "2024-02-03T04:05:06Z")]
    [InlineData("2024-02-03T04:05:06.5+01:00", "2024-02-03T03:05:06.5Z")]
    [InlineData("2024-02-03T04:05:06.1234567891-00:30", "2024-02-03T04:35:06.123456789Z")]
    public void A_moment_in_a_label_is_rfc_3339(string text, string expected)
    {
        Assert.True(Rfc3339.TryParse(text, out Timestamp moment));
        Assert.Equal(expected, moment.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("tomorrow")]
    [InlineData("2024-02-03T04:05:06")]
    [InlineData("2024-02-03T04:05:06.Z")]
    [InlineData("2024-02-03 04:05:06Z")]
    [InlineData("2024-02-30T04:05:06Z")]
    [InlineData("2024-02-03T04:05:06+1:00")]
    [InlineData("2024-02-03T04:05:06Zx")]
    public void Other_texts_are_no_moments(string text) => Assert.False(Rfc3339.TryParse(text, out _));

    [Theory]
    [InlineData("2h", 7200)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5s", 1.5)]
    [InlineData("-300ms", -0.3)]
    [InlineData("0", 0)]
    public void A_duration_is_read_as_go_reads_it(string text, double seconds)
    {
        Assert.True(GoDuration.TryParse(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("h")]
    [InlineData("2x")]
    [InlineData(".s")]
    [InlineData("1e9h")]
    public void Other_texts_are_no_durations(string text) => Assert.False(GoDuration.TryParse(text, out _));
}
