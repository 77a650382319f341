using PluginHost.Host.Configuration;

namespace Host.Tests.Configuration;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("100ms", 100 * TimeSpan.TicksPerMillisecond)]
    [InlineData("1.5h", 90 * TimeSpan.TicksPerMinute)]
    [InlineData("1m30s", 90 * TimeSpan.TicksPerSecond)]
    [InlineData("-2s", -2 * TimeSpan.TicksPerSecond)]
    [InlineData("+2s", 2 * TimeSpan.TicksPerSecond)]
    [InlineData("3us", 3 * TimeSpan.TicksPerMicrosecond)]
    [InlineData("3µs", 3 * TimeSpan.TicksPerMicrosecond)]
    [InlineData("250ns", 2)]
    public void A_duration_is_read(string text, long ticks) => Assert.Equal(ticks, GoDuration.Parse(text).Ticks);

    [Theory]
    [InlineData("", "time: invalid duration \"\"")]
    [InlineData("abc", "time: invalid duration \"abc\"")]
    [InlineData("10", "time: missing unit in duration \"10\"")]
    [InlineData("10x", "time: unknown unit \"x\" in duration \"10x\"")]
    [InlineData("1..5s", "time: invalid duration \"1..5s\"")]
    [InlineData("9999999999h", "time: invalid duration \"9999999999h\"")]
    public void What_is_no_duration_is_refused(string text, string message)
        => Assert.Equal(message, Assert.Throws<FormatException>(() => GoDuration.Parse(text)).Message);

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(TimeSpan.TicksPerMinute, "1m0s")]
    [InlineData(4 * TimeSpan.TicksPerHour, "4h0m0s")]
    [InlineData(100 * TimeSpan.TicksPerMillisecond, "100ms")]
    [InlineData(15 * TimeSpan.TicksPerMillisecond / 10, "1.5ms")]
    [InlineData(2, "200ns")]
    [InlineData(-15 * TimeSpan.TicksPerSecond / 10, "-1.5s")]
    [InlineData((3661 * TimeSpan.TicksPerSecond) + 5, "1h1m1.0000005s")]
    public void A_duration_is_written_as_Go_writes_it(long ticks, string text) => Assert.Equal(text, GoDuration.Format(TimeSpan.FromTicks(ticks)));
}
