using PluginHost.Filters;

namespace Filters.Tests;

public sealed class PatternTests
{
    [Theory]
    [InlineData("id~=[", "[", "error compiling regexp \"[\"", "missing closing ]")]
    [InlineData("id~=\"a\\\\\"", "a\\", "error compiling regexp \"a\\\\\"", "trailing backslash at end of expression")]
    [InlineData("id~=\"[\\\"\\t\\n\\r\\u0001é\"", "[\"\t\n\r\u0001é", "error compiling regexp \"[\\\"\\t\\n\\r\\x01é\"",
        "missing closing ]")]
    [InlineData("id~=(?=a)", "(?=a)", "error compiling regexp \"(?=a)\"", "invalid or unsupported Perl syntax")]
    [InlineData("id~=(a)\\1", "(a)\\1", "error compiling regexp \"(a)\\\\1\"", "invalid escape sequence: `\\1`")]
    [InlineData("id~=(a", "(a", "error compiling regexp \"(a\"", "missing closing )")]
    [InlineData("id~=a)", "a)", "error compiling regexp \"a)\"", "unexpected )")]
    [InlineData("id~=*", "*", "error compiling regexp \"*\"", "missing argument to repetition operator: `*`")]
    [InlineData("id~=a**", "a**", "error compiling regexp \"a**\"", "invalid nested repetition operator")]
    [InlineData("id~=a{1001}", "a{1001}", "error compiling regexp \"a{1001}\"", "invalid repeat count")]
    [InlineData("id~=((a{10}){10}){11}", "((a{10}){10}){11}", "error compiling regexp \"((a{10}){10}){11}\"", "invalid repeat count")]
    [InlineData("id~=[b-a]", "[b-a]", "error compiling regexp \"[b-a]\"", "invalid character class range")]
    [InlineData("id~=[[:nope:]]", "[[:nope:]]", "error compiling regexp \"[[:nope:]]\"", "invalid character class range: `[:nope:]`")]
    [InlineData("id~=(?P<1-2>a)", "(?P<1-2>a)", "error compiling regexp \"(?P<1-2>a)\"", "invalid named capture")]
    [InlineData("id~=\"\\\\x{zz}\"", "\\x{zz}", "error compiling regexp \"\\\\x{zz}\"", "invalid escape sequence: `\\x`")]
    [InlineData("id~=\"\\\\p{Lu\"", "\\p{Lu", "error compiling regexp \"\\\\p{Lu\"", "invalid character class range: unfinished `\\p`")]
    public void A_pattern_that_cannot_be_compiled_never_matches_and_is_reported(
        string filter, string pattern, string message, string reason)
    {
        List<BadPattern> reported = [];

        Filter parsed = Filter.Parse(filter, reported.Add);

        Assert.Equal(new BadPattern(pattern, reason), Assert.Single(reported));
        Assert.Equal(message, reported[0].Message);
        Assert.False(parsed.Match(new PluginFields("type", "a")));
        Assert.False(parsed.Match(new PluginFields("type", "")));
    }

    [Fact]
    public void A_pattern_that_cannot_be_compiled_needs_no_listener()
        => Assert.False(Filter.Parse("id~=[").Match(new PluginFields("t", "[")));

    [Fact]
    public void A_list_reports_the_patterns_of_all_its_filters()
    {
        List<BadPattern> reported = [];

        FilterSet filters = FilterSet.ParseAll(["id~=[,type~=(", "id==a"], reported.Add);

        Assert.Equal(["[", "("], reported.Select(bad => bad.Pattern));
        Assert.True(filters.Match(new PluginFields("t", "a")));
    }

    [Fact]
    public void A_good_pattern_is_not_reported()
        => Filter.Parse("id~=^a$,type==[", bad => Assert.Fail(bad.Message));

    [Theory]
    [InlineData("(a*)*b")]
    [InlineData("(a|a)*b")]
    [InlineData("(a|aa)+$b")]
    public void A_pattern_takes_time_linear_in_the_value(string pattern)
        => Assert.False(Filter.Parse($"id~={pattern}").Match(new PluginFields("t", new string('a', 20_000))));

    [Fact]
    public void A_pattern_nested_too_deep_is_reported_and_not_fatal()
    {
        List<BadPattern> reported = [];
        string deep = new string('(', 100_000) + new string(')', 100_000);

        Filter.Parse($"id~={deep}", reported.Add);

        Assert.Equal("expression nests too deeply", Assert.Single(reported).Reason);
    }

    [Fact]
    public void A_pattern_nested_a_thousand_deep_works()
    {
        string deep = new string('(', 1000) + "a" + new string(')', 1000);

        Assert.True(Filter.Parse($"id~=^{deep}$").Match(new PluginFields("t", "a")));
    }

    [Fact]
    public void A_dot_counts_a_character_above_ffff_as_two()
        => Assert.True(Filter.Parse("id~=^..$").Match(new PluginFields("t", "\U0001F600")));

    [Fact]
    public void A_character_above_ffff_can_be_repeated()
    {
        Filter filter = Filter.Parse("id~=^\U0001F600+$");

        Assert.True(filter.Match(new PluginFields("t", "\U0001F600\U0001F600")));
        Assert.False(filter.Match(new PluginFields("t", "\U0001F600\uDE00")));
    }

    [Fact]
    public void A_class_with_a_character_above_ffff_is_reported()
    {
        List<BadPattern> reported = [];

        Filter.Parse("id~=[\U0001F600]", reported.Add);

        Assert.Equal("characters above U+FFFF are not supported in a character class", Assert.Single(reported).Reason);
    }
}
