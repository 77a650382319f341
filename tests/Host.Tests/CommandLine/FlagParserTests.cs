using PluginHost.Host.CommandLine;

namespace Host.Tests.CommandLine;

public sealed class FlagParserTests
{
    [Fact]
    public void Flags_have_one_dash_or_two_and_their_value_after_a_space_or_an_equals_sign()
    {
        HostOptions options = CommandLineParser.Parse(["-c", "/a", "--root=/r", "-state", "/s", "--plugin-dir", "/p", "--plugin-dir=/q", "-l=debug"]);

        Assert.Equal(("/a", "/r", "/s", "debug"), (options.ConfigPath, options.Root, options.State, options.LogLevel));
        Assert.Equal(["/p", "/q"], options.PluginDirectories);
    }

    [Fact]
    public void The_first_word_ends_the_flags()
        => Assert.Equal(["config", "dump", "-x"], CommandLineParser.Parse(["--address", "/a", "config", "dump", "-x"]).Command);

    [Fact]
    public void Two_dashes_alone_end_the_flags() => Assert.Equal(["-x"], CommandLineParser.Parse(["--", "-x"]).Command);

    [Theory]
    [InlineData("-nope", "flag provided but not defined: -nope")]
    [InlineData("--nope=1", "flag provided but not defined: -nope")]
    [InlineData("--root", "flag needs an argument: -root")]
    [InlineData("--version=perhaps", "invalid boolean value \"perhaps\" for -version: parse error")]
    public void A_bad_flag_is_refused_in_the_words_of_Go(string argument, string message)
        => Assert.Equal(message, Assert.Throws<UsageException>(() => CommandLineParser.Parse([argument])).Message);
}
