using PluginHost.Toml;

namespace Toml.Tests;

public sealed class PositionTests
{
    private const string Document = """
        version = 2
          root   = "/var"
        a.b = [1,
          [true]]

        [plugins."io.x"] # comment
          path = {k = 'v'}
        [[list]]
        [[list]]
        """;

    private static readonly TomlTable Root = TomlReader.Parse(Document, "config.toml");

    [Fact]
    public void A_key_knows_its_line_and_column() => Assert.Equal(new TomlPosition(2, 3), Root.KeyPosition("root"));

    [Fact]
    public void A_value_knows_its_line_and_column() => Assert.Equal(new TomlPosition(2, 12), Root["root"].Position);

    [Fact]
    public void An_element_of_an_array_knows_its_place()
    {
        TomlArray array = (TomlArray)((TomlTable)Root["a"])["b"];

        Assert.Equal(new TomlPosition(3, 7), array.Position);
        Assert.Equal(new TomlPosition(3, 8), array[0].Position);
        Assert.Equal(new TomlPosition(4, 4), ((TomlArray)array[1])[0].Position);
    }

    [Fact]
    public void A_part_of_a_dotted_key_has_its_own_place()
    {
        Assert.Equal(new TomlPosition(3, 1), Root.KeyPosition("a"));
        Assert.Equal(new TomlPosition(3, 3), ((TomlTable)Root["a"]).KeyPosition("b"));
        Assert.Equal(new TomlPosition(3, 1), Root["a"].Position);
    }

    [Fact]
    public void A_table_stands_at_its_header_and_its_key_within()
    {
        TomlTable plugins = (TomlTable)Root["plugins"];

        Assert.Equal(new TomlPosition(6, 2), Root.KeyPosition("plugins"));
        Assert.Equal(new TomlPosition(6, 2), plugins.Position);
        Assert.Equal(new TomlPosition(6, 10), plugins.KeyPosition("io.x"));
        Assert.Equal(new TomlPosition(6, 1), plugins["io.x"].Position);
    }

    [Fact]
    public void A_table_that_was_implied_moves_to_its_own_header()
    {
        TomlTable root = TomlReader.Parse("[a.b]\n[a]\n", null);

        Assert.Equal(new TomlPosition(1, 2), root.KeyPosition("a"));
        Assert.Equal(new TomlPosition(2, 1), root["a"].Position);
    }

    [Fact]
    public void A_key_of_an_inline_table_knows_its_place()
    {
        TomlTable path = (TomlTable)((TomlTable)((TomlTable)Root["plugins"])["io.x"])["path"];

        Assert.Equal(new TomlPosition(7, 10), path.Position);
        Assert.Equal(new TomlPosition(7, 11), path.KeyPosition("k"));
        Assert.Equal(new TomlPosition(7, 15), path["k"].Position);
    }

    [Fact]
    public void Each_table_of_an_array_stands_at_its_header()
    {
        TomlArray list = (TomlArray)Root["list"];

        Assert.Equal(new TomlPosition(8, 1), list[0].Position);
        Assert.Equal(new TomlPosition(9, 1), list[1].Position);
    }

    [Fact]
    public void A_column_counts_characters_not_bytes_or_surrogates()
    {
        TomlTable root = TomlReader.Parse("'é\U0001F600' = {\"\U0001F600\U0001F600\" = 1, b = 2}"u8, null);

        Assert.Equal(new TomlPosition(1, 8), root["é\U0001F600"].Position);
        Assert.Equal(new TomlPosition(1, 19), ((TomlTable)root["é\U0001F600"]).KeyPosition("b"));
    }

    [Fact]
    public void A_line_may_end_in_carriage_return_and_line_feed()
        => Assert.Equal(new TomlPosition(3, 1), TomlReader.Parse("a = 1\r\n\r\nb = 2\r\n", null).KeyPosition("b"));

    [Fact]
    public void A_multi_line_string_counts_its_lines()
        => Assert.Equal(new TomlPosition(4, 1), TomlReader.Parse("a = \"\"\"\nx\\\n  y\"\"\"\nb = 2", null).KeyPosition("b"));

    [Fact]
    public void A_byte_order_mark_takes_no_column()
    {
        Assert.Equal(new TomlPosition(1, 1), TomlReader.Parse([0xEF, 0xBB, 0xBF, (byte)'a', (byte)'=', (byte)'1'], null).KeyPosition("a"));
        Assert.Equal(new TomlPosition(1, 1), TomlReader.Parse("\uFEFFa=1", null).KeyPosition("a"));
    }

    [Fact]
    public void Every_value_keeps_the_file_name()
    {
        Assert.Equal("config.toml", Root["root"].FileName);
        Assert.Equal("config.toml", ((TomlTable)Root["plugins"])["io.x"].FileName);
        Assert.Equal("config.toml", ((TomlTable)((TomlArray)Root["list"])[1]).FileName);
    }

    [Fact]
    public void A_value_built_in_code_has_no_position()
    {
        TomlTable table = new() { ["a"] = new TomlInteger(1) };

        Assert.False(table["a"].Position.IsKnown);
        Assert.False(table.KeyPosition("a").IsKnown);
    }
}
