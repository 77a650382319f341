namespace Proto.Tests;

/// <summary>The reader of the tables itself: a line that it does not understand must not go unnoticed.</summary>
public sealed class WireTableTests
{
    private const string Header = "# a/b.proto   package a.b   syntax proto3\n";

    [Fact]
    public void Every_kind_of_line_becomes_a_fact()
    {
        WireTable table = WireTable.Parse(Header + """
            service S
              Call (stream M) -> (stream google.protobuf.Any)
            enum E: NONE=0, LESS=-4
            message M  [reserved 8]
              1 inner: M.Inner
              2 many: repeated E  (deprecated)
              3 named: map<string,M>
              message Inner
                1 text: string  (optional)
            """);

        Assert.Equal(
            [
                "enum a.b.E",
                "field a.b.M 1 inner: a.b.M.Inner",
                "field a.b.M 2 many: repeated a.b.E (deprecated)",
                "field a.b.M 3 named: map<string,a.b.M>",
                "field a.b.M.Inner 1 text: string (optional)",
                "message a.b.M",
                "message a.b.M.Inner",
                "method a.b.S.Call (stream a.b.M) -> (stream google.protobuf.Any)",
                "reserved a.b.M 8",
                "service a.b.S",
                "value a.b.E LESS=-4",
                "value a.b.E NONE=0",
            ],
            table.Facts().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("message M\n  one: string")]
    [InlineData("message M\n  1 one: list of string")]
    [InlineData("  1 one: string")]
    [InlineData("enum E")]
    [InlineData("group G")]
    public void A_line_of_no_known_kind_is_refused(string text)
        => Assert.Throws<FormatException>(() => WireTable.Parse(Header + text));
}
