using PluginHost.Toml;

namespace Toml.Tests;

public sealed class ReaderErrorTests
{
    [Theory]
    [InlineData("version = 2\nroot = \"ab\n", 2, 11, "basic strings cannot have new lines")]
    [InlineData("root = 'ab\n'", 1, 11, "literal strings cannot have new lines")]
    [InlineData("root = \"ab", 1, 11, "basic strings must be closed before the end of the file")]
    [InlineData("a = \"\"\"\n\n", 1, 5, "multi-line string is not closed")]
    [InlineData("a = 1\na = 2", 2, 1, "key \"a\" is already defined: see row 1 column 1")]
    [InlineData("[a]\n[b]\n[a]", 3, 2, "table \"a\" is already defined: see row 1 column 2")]
    [InlineData("a = 1\n[a.b]", 2, 2, "key \"a\" is not a table but of kind Integer: see row 1 column 1")]
    [InlineData("a = []\n[[a]]", 2, 3, "key \"a\" is not an array of tables: see row 1 column 1")]
    [InlineData("a = {}\n[a.b]", 2, 2, "inline table \"a\" is already defined: see row 1 column 1")]
    [InlineData("[a.b]\nc.d = 1\n[a.b.c]", 3, 6, "table \"c\" is already defined: see row 2 column 1")]
    [InlineData("a = overlayfs", 1, 5, "expected a value; strings need quotes")]
    [InlineData("a = True", 1, 5, "expected a value; strings need quotes")]
    [InlineData("a = tru", 1, 5, "expected a value; strings need quotes, and the booleans are true and false")]
    [InlineData("a = ", 1, 5, "expected a value, found the end of the file")]
    [InlineData("a = 1 b = 2", 1, 7, "expected a new line after the value, found 'b'")]
    [InlineData("[a] x", 1, 5, "expected a new line after the table header, found 'x'")]
    [InlineData("[a\n]", 1, 3, "expected ']' at the end of the table header, found a new line")]
    [InlineData("[[a]\n", 1, 5, "expected ']]' at the end of the table header, found a new line")]
    [InlineData("a", 1, 2, "expected '=' after key \"a\", found the end of the file")]
    [InlineData("= 1", 1, 1, "expected a key, found '='")]
    [InlineData("a. = 1", 1, 4, "expected a key, found '='")]
    [InlineData("\"\"\"a\"\"\" = 1", 1, 1, "a multi-line string cannot be a key")]
    [InlineData("a = [1 2]", 1, 8, "expected ',' or ']' after a value of an array, found '2'")]
    [InlineData("a = [\n1,", 1, 5, "array is not closed")]
    [InlineData("a = {b = 1,}", 1, 12, "expected a key, found '}'")]
    [InlineData("a = {b = 1\n}", 1, 11, "expected ',' or '}' after a value of an inline table, found a new line")]
    [InlineData("a = {b = 1", 1, 5, "inline table is not closed")]
    [InlineData("a = 9223372036854775808", 1, 5, "invalid number 9223372036854775808: it does not fit in 64 bits")]
    [InlineData("a = 0x8000000000000000", 1, 5, "invalid number 0x8000000000000000: it does not fit in 64 bits")]
    [InlineData("a = 0o8", 1, 5, "invalid number 0o8: '8' is not a digit of base 8")]
    [InlineData("a = 0d1", 1, 5, "invalid number 0d1: known prefixes are 0x, 0o and 0b")]
    [InlineData("a = 01", 1, 5, "invalid number 01: numbers cannot have leading zeros")]
    [InlineData("a = 1__0", 1, 5, "invalid number 1__0: underscores must stand between digits")]
    [InlineData("a = 1.", 1, 5, "invalid number 1.: digits are missing")]
    [InlineData("a = 1e999", 1, 5, "invalid number 1e999: it is too large for a double")]
    [InlineData("a = 1979-02-29", 1, 5, "invalid date: month 2 of year 1979 has no day 29")]
    [InlineData("a = 0000-01-01", 1, 5, "invalid date or time: the year must be between 1 and 9999, found 0")]
    [InlineData("a = 23:59:60", 1, 11, "invalid date or time: the second must be between 0 and 59, found 60")]
    [InlineData("a = 23:59", 1, 10, "invalid date or time: expected ':' between minute and second, found the end of the file")]
    [InlineData("a = 23:59:0", 1, 11, "invalid date or time: expected 2 digits for the second")]
    [InlineData("a = 10:00:00.", 1, 14, "invalid time: expected a fraction of a second after the dot, found the end of the file")]
    [InlineData("a = \"\\d\"", 1, 7, "invalid escape sequence: 'd' after the backslash")]
    [InlineData("a = \"\\e\"", 1, 7, "invalid escape sequence: 'e' after the backslash")]
    [InlineData("a = \"\\u12\"", 1, 6, "invalid escape sequence: expected 4 hexadecimal digits after \\u")]
    [InlineData("a = \"\\ud800\"", 1, 6, "invalid escape sequence: U+D800 is not a Unicode character")]
    [InlineData("a = \"x\0\"", 1, 7, "the control character U+0000 is not allowed here; write it as an escape sequence in a string")]
    [InlineData("a = 1 \u200B", 1, 7, "expected a new line after the value, found the control character U+200B")]
    [InlineData("a = \U0001F600", 1, 5, "expected a value, found '\U0001F600'")]
    public void An_error_says_where_and_what(string text, int line, int column, string reason)
    {
        TomlException error = Assert.Throws<TomlException>(() => TomlReader.Parse(text, "c.toml"));

        Assert.Equal($"c.toml at row {line} column {column}: toml: {reason}", error.Message);
        Assert.Equal(("toml: " + reason, "c.toml", line, column), (error.Reason, error.FileName, error.Line, error.Column));
    }

    [Fact]
    public void An_error_without_a_file_name_starts_with_the_place()
    {
        TomlException error = Assert.Throws<TomlException>(() => TomlReader.Parse("=", null));

        Assert.Equal("at row 1 column 1: toml: expected a key, found '='", error.Message);
    }

    [Fact]
    public void An_unpaired_surrogate_is_refused()
    {
        TomlException error = Assert.Throws<TomlException>(() => TomlReader.Parse("a = \"\uD83D\"", null));

        Assert.Equal("at row 1 column 6: toml: invalid Unicode: unpaired surrogate U+D83D", error.Message);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_with_their_place()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. "# é\na = \""u8, 0xC3, (byte)'"'];

        TomlException error = Assert.Throws<TomlException>(() => TomlReader.Parse(bytes, "c.toml"));

        Assert.Equal("c.toml at row 2 column 6: toml: invalid UTF-8: byte 0xC3", error.Message);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a=", "}")]
    public void Values_nested_too_deep_are_refused(string open, string close)
    {
        string deepest = Nested(open, close, TomlReader.MaxDepth);
        string tooDeep = Nested(open, close, TomlReader.MaxDepth + 1);

        Assert.Single(TomlReader.Parse(deepest, null));
        Assert.Equal("toml: nested deeper than 200 levels", Assert.Throws<TomlException>(() => TomlReader.Parse(tooDeep, null)).Reason);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("", " = 1")]
    public void A_key_with_too_many_parts_is_refused(string before, string after)
    {
        string parts = string.Join('.', Enumerable.Repeat("a", TomlReader.MaxDepth * 100));

        TomlException error = Assert.Throws<TomlException>(() => TomlReader.Parse(before + parts + after, null));

        Assert.Equal("toml: nested deeper than 200 levels", error.Reason);
    }

    private static string Nested(string open, string close, int depth)
        => $"k = {string.Concat(Enumerable.Repeat(open, depth))}{(open == "[" ? "" : "1")}{string.Concat(Enumerable.Repeat(close, depth))}";
}
