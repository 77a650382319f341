using PluginHost.Toml;

namespace Toml.Tests;

public sealed class WriterTests
{
    private static readonly TomlTable Config = BuildConfig();

    [Fact]
    public void The_containerd_2_look_has_literal_strings_and_no_blank_line_after_a_parent_header()
        => Assert.Equal("""
            version = 4
            root = '/var/lib/containerd'
            disabled_plugins = []
            imports = ['/etc/a.toml', '/etc/b.toml']

            [debug]
              level = ''

            [plugins]
              [plugins.'io.containerd.cri.v1.runtime']
                enable = false

                [plugins.'io.containerd.cri.v1.runtime'.containerd]
                  [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes]
                    [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
                      type = 'runc'

              [plugins.'io.containerd.mount-handler.v1.erofs']

              [plugins.'io.containerd.gc.v1.scheduler']
                pause_threshold = 0.02

            [timeouts]
              'io.containerd.timeout.task.state' = '2s'

            """,
            TomlWriter.Write(Config, TomlWriterOptions.Containerd2));

    [Fact]
    public void The_containerd_1_look_has_basic_strings_and_a_blank_line_before_every_header()
        => Assert.Equal("""
            version = 4
            root = "/var/lib/containerd"
            disabled_plugins = []
            imports = ["/etc/a.toml", "/etc/b.toml"]

            [debug]
              level = ""

            [plugins]

              [plugins."io.containerd.cri.v1.runtime"]
                enable = false

                [plugins."io.containerd.cri.v1.runtime".containerd]

                  [plugins."io.containerd.cri.v1.runtime".containerd.runtimes]

                    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
                      type = "runc"

              [plugins."io.containerd.mount-handler.v1.erofs"]

              [plugins."io.containerd.gc.v1.scheduler"]
                pause_threshold = 0.02

            [timeouts]
              "io.containerd.timeout.task.state" = "2s"

            """,
            TomlWriter.Write(Config, TomlWriterOptions.Containerd1));

    [Fact]
    public void A_document_may_be_written_without_indentation_and_blank_lines()
    {
        TomlTable table = TomlReader.Parse("[a]\nx = 1\n[a.b]\ny = 2\n[c]", null);

        string text = TomlWriter.Write(table, new TomlWriterOptions { IndentSize = 0, BlankLines = TomlBlankLines.None });

        Assert.Equal("[a]\nx = 1\n[a.b]\ny = 2\n[c]\n", text);
    }

    [Fact]
    public void A_document_of_one_table_starts_with_its_header()
    {
        TomlTable table = TomlReader.Parse("[a]", null);

        Assert.Equal("[a]\n", TomlWriter.Write(table, TomlWriterOptions.Containerd1));
        Assert.Equal("[a]\n", TomlWriter.Write(table, TomlWriterOptions.Containerd2));
    }

    [Fact]
    public void An_empty_document_is_empty() => Assert.Equal("", TomlWriter.Write(new TomlTable(), TomlWriterOptions.Containerd2));

    [Fact]
    public void Values_come_before_sub_tables()
    {
        TomlTable table = TomlReader.Parse("[a]\nx = 1", null);
        table.Add("b", new TomlInteger(2));

        Assert.Equal("b = 2\n\n[a]\n  x = 1\n", TomlWriter.Write(table, TomlWriterOptions.Containerd2));
    }

    [Fact]
    public void An_array_of_tables_has_a_header_per_table()
    {
        TomlTable table = TomlReader.Parse("a = [{x = 1}, {b = {}}]", null);

        Assert.Equal("[[a]]\n  x = 1\n\n[[a]]\n  [a.b]\n", TomlWriter.Write(table, TomlWriterOptions.Containerd2));
    }

    [Fact]
    public void A_mixed_array_is_written_inline()
    {
        TomlTable table = TomlReader.Parse("a = [1, {x = [{}], 'y z' = 2}, [{b = 1}]]", null);

        Assert.Equal("a = [1, {x = [{}], 'y z' = 2}, [{b = 1}]]\n", TomlWriter.Write(table, TomlWriterOptions.Containerd2));
    }

    [Theory]
    [InlineData("plain", "'plain'", "\"plain\"")]
    [InlineData("", "''", "\"\"")]
    [InlineData("it's", "\"it's\"", "\"it's\"")]
    [InlineData("say \"a\\b\"", "'say \"a\\b\"'", "\"say \\\"a\\\\b\\\"\"")]
    [InlineData("a\tb", "'a\tb'", "\"a\\tb\"")]
    [InlineData("\b\n\f\r\0\x7F", "\"\\b\\n\\f\\r\\u0000\\u007F\"", "\"\\b\\n\\f\\r\\u0000\\u007F\"")]
    [InlineData("é\U0001F600", "'é\U0001F600'", "\"é\U0001F600\"")]
    public void A_string_is_literal_where_possible(string value, string literal, string basic)
    {
        TomlTable table = new() { ["a"] = new TomlString(value) };

        Assert.Equal($"a = {literal}\n", TomlWriter.Write(table, TomlWriterOptions.Containerd2));
        Assert.Equal($"a = {basic}\n", TomlWriter.Write(table, TomlWriterOptions.Containerd1));
    }

    [Theory]
    [InlineData("a-b_C9", "a-b_C9")]
    [InlineData("", "''")]
    [InlineData("a.b", "'a.b'")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("é", "'é'")]
    public void A_key_is_quoted_when_it_must_be(string key, string written)
    {
        TomlTable table = new() { [key] = new TomlInteger(1) };

        Assert.Equal($"{written} = 1\n", TomlWriter.Write(table, TomlWriterOptions.Containerd2));
    }

    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(0.02, "0.02")]
    [InlineData(3.0, "3.0")]
    [InlineData(1e300, "1E+300")]
    [InlineData(5e-324, "5E-324")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    [InlineData(double.NaN, "nan")]
    public void A_float_is_never_written_as_an_integer(double value, string written)
    {
        string text = TomlWriter.Write(new TomlTable { ["a"] = new TomlFloat(value) }, TomlWriterOptions.Containerd2);

        Assert.Equal($"a = {written}\n", text);
        Assert.Equal(value, ((TomlFloat)TomlReader.Parse(text, null)["a"]).Value);
    }

    [Fact]
    public void Dates_and_times_are_written_as_they_were_read()
    {
        const string Text = """
            a = 1979-05-27T07:32:00Z
            b = 1979-05-27T00:32:00.5-07:30
            c = 1979-05-27T07:32:00.1234567
            d = 1979-05-27
            e = 07:32:00

            """;

        Assert.Equal(Text, TomlWriter.Write(TomlReader.Parse(Text, null), TomlWriterOptions.Containerd2));
    }

    [Fact]
    public void An_unpaired_surrogate_is_refused()
    {
        foreach (string value in (string[])["a\uD800b", "\uDE00'", "\U0001F600\uD83D"])
        {
            TomlTable inValue = new() { ["a"] = new TomlString(value) };
            TomlTable inKey = new() { [value] = new TomlTable() };

            Assert.Throws<ArgumentException>(() => TomlWriter.Write(inValue, TomlWriterOptions.Containerd2));
            Assert.Throws<ArgumentException>(() => TomlWriter.Write(inValue, TomlWriterOptions.Containerd1));
            Assert.Throws<ArgumentException>(() => TomlWriter.Write(inKey, TomlWriterOptions.Containerd2));
        }
    }

    [Fact]
    public void A_table_or_array_that_contains_itself_is_refused()
    {
        TomlTable table = new();
        table.Add("a", table);
        TomlArray array = new();
        array.Add(array);

        Assert.Throws<ArgumentException>(() => TomlWriter.Write(table, TomlWriterOptions.Containerd2));
        Assert.Throws<ArgumentException>(() => TomlWriter.Write(new TomlTable { ["a"] = array }, TomlWriterOptions.Containerd2));
    }

    private static TomlTable BuildConfig()
    {
        TomlTable config = new()
        {
            ["version"] = new TomlInteger(4),
            ["root"] = new TomlString("/var/lib/containerd"),
            ["disabled_plugins"] = new TomlArray(),
            ["imports"] = TomlArray.OfStrings(["/etc/a.toml", "/etc/b.toml"]),
            ["debug"] = new TomlTable { ["level"] = new TomlString("") },
        };
        TomlTable plugins = config.GetOrAddTable("plugins");
        TomlTable runtime = plugins.GetOrAddTable("io.containerd.cri.v1.runtime");
        runtime.Add("enable", new TomlBoolean(false));
        runtime.GetOrAddTable("containerd").GetOrAddTable("runtimes").GetOrAddTable("runc").Add("type", new TomlString("runc"));
        plugins.GetOrAddTable("io.containerd.mount-handler.v1.erofs");
        plugins.GetOrAddTable("io.containerd.gc.v1.scheduler").Add("pause_threshold", new TomlFloat(0.02));
        config.GetOrAddTable("timeouts").Add("io.containerd.timeout.task.state", new TomlString("2s"));
        return config;
    }
}
