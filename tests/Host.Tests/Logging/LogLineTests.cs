using Host.Tests.Support;
using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Host.Logging;
using PluginHost.Logging;

namespace Host.Tests.Logging;

public sealed class LogLineTests : IDisposable
{
    private static readonly DateTimeOffset Moment = new DateTimeOffset(2026, 11, 21, 2, 57, 3, TimeSpan.Zero).AddTicks(1614520);
    private readonly CapturedLog _log = new();

    [Fact]
    public void A_line_has_nine_fraction_digits_sorted_fields_and_quotes_where_needed()
        => Assert.Equal(
            "time=\"2026-11-21T02:57:03.161452000Z\" level=info msg=\"starting containerd\" revision= version=2.3.4\n",
            TextLine.Format(Moment, LogLevel.Information, "starting containerd", [new("revision", ""), new("version", "2.3.4")]));

    [Theory]
    [InlineData("plain-._/@^+9", "plain-._/@^+9")]
    [InlineData("", "")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("a=b", "\"a=b\"")]
    [InlineData("say \"x\"\\", "\"say \\\"x\\\"\\\\\"")]
    [InlineData("line\nnext\t\u0001", "\"line\\nnext\\t\\x01\"")]
    [InlineData("größe", "\"größe\"")]
    [InlineData("\u200B", "\"\\u200b\"")]
    public void A_value_is_quoted_as_Go_quotes_it(string value, string text)
        => Assert.EndsWith($" k={text}\n", TextLine.Format(Moment, LogLevel.Warning, "m", [new("k", value)]), StringComparison.Ordinal);

    [Fact]
    public void Levels_have_their_names()
    {
        foreach (LogLevel level in Enum.GetValues<LogLevel>())
        {
            if (level != LogLevel.None)
            {
                _log.Logger.Log(level, "m");
            }
        }

        Assert.Equal(
            ["trace", "debug", "info", "warning", "error", "fatal"],
            _log.Lines.Select(line => line.Split(" level=")[1].Split(' ')[0]));
    }

    [Fact]
    public void Fields_are_sorted_and_an_error_is_one_of_them()
    {
        _log.Logger.Warn(DaemonException.NotFound("image \"x\""), "failed", ("id", "a"), ("count", 3), ("took", TimeSpan.FromMilliseconds(1500)));

        Assert.EndsWith(
            "level=warning msg=failed count=3 error=\"image \\\"x\\\": not found\" id=a took=1.5s", _log.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_is_filled_in_and_its_values_are_not_repeated()
    {
        _log.Logger.LogInformation("copied {Count} bytes", 7);

        Assert.EndsWith("level=info msg=\"copied 7 bytes\"", _log.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_logger_adds_its_own_fields()
    {
        _log.Writer.Logger(new LogField("plugin", "io.acme.v1.x")).Info("hello", ("a", true));

        Assert.EndsWith("msg=hello a=true plugin=io.acme.v1.x", _log.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_below_the_level_is_dropped()
    {
        _log.Writer.MinimumLevel = LogLevel.Warning;

        _log.Logger.Info("quiet");

        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Json_has_sorted_keys_and_typed_values()
    {
        _log.Writer.Format = LogFormat.Json;

        _log.Logger.Info("hello", ("z", 1), ("a", "x"), ("msg", "taken"), ("list", new[] { "p", "q" }));

        Assert.Matches(
            """^\{"a":"x","fields.msg":"taken","level":"info","list":\["p","q"\],"msg":"hello","time":"[^"]{30}","z":1\}$""", _log.Lines[0]);
    }

    [Fact]
    public void The_stack_of_an_exception_is_there_for_those_who_look_for_it()
    {
        Exception thrown = Assert.Throws<FormatException>(() => { LogSettings.ParseLevel("bug"); });

        _log.Writer.MinimumLevel = LogLevel.Information;
        _log.Logger.Error(thrown, "oops");
        Assert.DoesNotContain("stack=", _log.Text, StringComparison.Ordinal);

        _log.Writer.MinimumLevel = LogLevel.Debug;
        _log.Logger.Error(thrown, "oops");
        Assert.Contains("stack=", _log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bogus", "not a valid logrus Level: \"bogus\"")]
    public void A_word_that_is_no_level_is_refused(string word, string message)
        => Assert.Equal(message, Assert.Throws<FormatException>(() => LogSettings.ParseLevel(word)).Message);

    public void Dispose() => _log.Dispose();
}
