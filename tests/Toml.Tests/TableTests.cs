using PluginHost.Toml;

namespace Toml.Tests;

public sealed class TableTests
{
    [Fact]
    public void A_table_keeps_the_order_of_its_keys()
    {
        TomlTable table = TomlReader.Parse("z = 1\na = 2\nm = 3\n[b]\n[a1]", null);
        table.Add("c", new TomlBoolean(true));

        Assert.Equal(["z", "a", "m", "b", "a1", "c"], table.Keys);
        Assert.Equal(table.Keys, table.Select(pair => pair.Key));
    }

    [Fact]
    public void Add_refuses_a_key_that_is_there()
    {
        TomlTable table = new() { ["a"] = new TomlInteger(1) };

        Assert.Throws<ArgumentException>(() => table.Add("a", new TomlInteger(2)));
        Assert.Equal(1, ((TomlInteger)table["a"]).Value);
    }

    [Fact]
    public void Set_replaces_in_place_and_keeps_the_position_of_the_key()
    {
        TomlTable table = TomlReader.Parse("a = 1\nb = 2", null);

        table.Set("a", new TomlString("x"));

        Assert.Equal(["a", "b"], table.Keys);
        Assert.Equal("x", ((TomlString)table["a"]).Value);
        Assert.Equal(new TomlPosition(1, 1), table.KeyPosition("a"));
    }

    [Fact]
    public void Remove_tells_whether_the_key_was_there()
    {
        TomlTable table = TomlReader.Parse("a = 1\nb = 2", null);

        Assert.True(table.Remove("a"));
        Assert.False(table.Remove("a"));
        Assert.Equal(["b"], table.Keys);
    }

    [Fact]
    public void TryGetValue_finds_only_what_is_there()
    {
        TomlTable table = TomlReader.Parse("a = 1", null);

        Assert.True(table.TryGetValue("a", out TomlValue? value));
        Assert.Equal(TomlKind.Integer, value.Kind);
        Assert.False(table.TryGetValue("A", out value));
        Assert.Null(value);
        Assert.Throws<KeyNotFoundException>(() => table["A"]);
        Assert.Throws<KeyNotFoundException>(() => table.KeyPosition("A"));
    }

    [Fact]
    public void GetOrAddTable_makes_nested_tables()
    {
        TomlTable table = new();

        table.GetOrAddTable("plugins").GetOrAddTable("x")["a"] = new TomlInteger(1);
        table.GetOrAddTable("plugins").GetOrAddTable("x")["b"] = new TomlInteger(2);

        Assert.Equal(["a", "b"], ((TomlTable)((TomlTable)table["plugins"])["x"]).Keys);
    }

    [Fact]
    public void GetOrAddTable_refuses_a_key_with_another_kind()
    {
        TomlTable table = TomlReader.Parse("a = 1", null);

        ArgumentException error = Assert.Throws<ArgumentException>(() => table.GetOrAddTable("a"));

        Assert.StartsWith("key \"a\" holds a value of kind Integer, not a table", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clone_is_independent_and_keeps_the_places()
    {
        TomlTable table = TomlReader.Parse("[a]\nb = [{c = 1}]", "x.toml");

        TomlTable clone = table.Clone();
        TomlTable original = (TomlTable)((TomlArray)((TomlTable)table["a"])["b"])[0];
        original.Set("c", new TomlInteger(2));
        ((TomlArray)((TomlTable)table["a"])["b"]).Add(new TomlInteger(3));

        TomlArray array = (TomlArray)((TomlTable)clone["a"])["b"];
        Assert.Equal(1, ((TomlInteger)((TomlTable)Assert.Single(array))["c"]).Value);
        Assert.Equal(new TomlPosition(2, 5), array.Position);
        Assert.Equal(new TomlPosition(2, 7), ((TomlTable)array[0]).KeyPosition("c"));
        Assert.Equal("x.toml", array.FileName);
    }

    [Fact]
    public void A_null_value_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => new TomlTable().Add("a", null!));
        Assert.Throws<ArgumentNullException>(() => new TomlTable().Set("a", null!));
        Assert.Throws<ArgumentNullException>(() => new TomlArray().Add(null!));
    }

    [Fact]
    public void An_offset_of_a_day_or_of_seconds_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TomlOffsetDateTime(DateTime.MinValue, TimeSpan.FromHours(24)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TomlOffsetDateTime(DateTime.MinValue, TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData("2020-01-01T00:00:00+23:59")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    public void An_instant_outside_of_the_framework_type_is_kept_as_written(string text)
    {
        TomlTable table = TomlReader.Parse($"a = {text}", null);

        Assert.False(((TomlOffsetDateTime)table["a"]).TryGetDateTimeOffset(out _));
        Assert.Equal($"a = {text}\n", TomlWriter.Write(table, TomlWriterOptions.Containerd2));
    }

    [Fact]
    public void A_fraction_finer_than_100_ns_is_cut()
    {
        TomlTable table = TomlReader.Parse("a = 10:00:00.123456789", null);

        Assert.Equal(new TimeOnly(10, 0, 0).Add(TimeSpan.FromTicks(1234567)), ((TomlLocalTime)table["a"]).Value);
    }

    [Fact]
    public void A_multi_line_string_may_end_in_two_quotes_of_its_own()
    {
        TomlTable table = TomlReader.Parse("a = \"\"\"x\"\"\"\"\"\nb = ''''x'''''", null);

        Assert.Equal("x\"\"", ((TomlString)table["a"]).Value);
        Assert.Equal("'x''", ((TomlString)table["b"]).Value);
    }
}
