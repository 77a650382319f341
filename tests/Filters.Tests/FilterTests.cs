using PluginHost.Filters;

namespace Filters.Tests;

public sealed class FilterTests
{
    private static readonly LeaseFields Lease = new("l1", new Dictionary<string, string> { ["env"] = "prod", ["empty"] = "" });

    [Fact]
    public void An_empty_list_matches_everything()
    {
        FilterSet filters = FilterSet.ParseAll([]);

        Assert.True(filters.MatchesAll);
        Assert.True(filters.Match(Lease));
        Assert.Same(FilterSet.Everything, filters);
    }

    [Fact]
    public void An_empty_filter_matches_everything()
    {
        Assert.True(Filter.Parse("").MatchesAll);
        Assert.True(Filter.Parse("").Match(Lease));
        Assert.True(FilterSet.ParseAll(["id==other", ""]).MatchesAll);
        Assert.True(FilterSet.ParseAll(["id==other", ""]).Match(Lease));
    }

    [Fact]
    public void A_filter_with_a_selector_does_not_match_all()
    {
        Assert.False(Filter.Parse("id").MatchesAll);
        Assert.False(FilterSet.ParseAll(["id"]).MatchesAll);
    }

    [Fact]
    public void Filters_of_a_list_are_alternatives()
    {
        Assert.True(FilterSet.ParseAll(["id==other", "labels.env==prod"]).Match(Lease));
        Assert.False(FilterSet.ParseAll(["id==other", "labels.env==test"]).Match(Lease));
    }

    [Fact]
    public void Selectors_of_a_filter_must_all_hold()
    {
        Assert.True(Filter.Parse("id==l1,labels.env==prod").Match(Lease));
        Assert.False(Filter.Parse("id==l1,labels.env==test").Match(Lease));
    }

    [Theory]
    [InlineData("labels.env", true)]
    [InlineData("labels.empty", true)]
    [InlineData("labels.absent", false)]
    [InlineData("labels.empty==\"\"", true)]
    [InlineData("labels.absent==\"\"", false)]
    [InlineData("labels.empty!=\"\"", false)]
    [InlineData("labels.absent!=\"\"", false)]
    [InlineData("labels.absent!=x", true)]
    [InlineData("labels.env!=prod", false)]
    [InlineData("labels.absent~=^$", true)]
    [InlineData("labels.env~=^$", false)]
    [InlineData("labels.env~=ro", true)]
    public void An_absent_field_counts_as_empty_only_for_unequal_and_matches(string filter, bool matches)
        => Assert.Equal(matches, Filter.Parse(filter).Match(Lease));

    [Fact]
    public void An_error_of_one_filter_has_no_kind_behind_it()
    {
        FilterSyntaxException error = Assert.Throws<FilterSyntaxException>(() => Filter.Parse("id=="));

        Assert.Equal("filters: parse error: [id==]: expected value or quoted", error.Message);
        Assert.Equal("id==", error.Filter);
    }

    [Fact]
    public void An_error_of_a_list_is_that_of_the_first_bad_filter_and_ends_in_its_kind()
    {
        FilterSyntaxException error = Assert.Throws<FilterSyntaxException>(() => FilterSet.ParseAll(["id", "id=x", ","]));

        Assert.Equal("filters: parse error: [id >|=|< x]: unsupported operator \"=\": invalid argument", error.Message);
        Assert.Equal("id=x", error.Filter);
    }

    [Fact]
    public void An_error_marks_one_byte_of_a_character()
    {
        FilterSyntaxException error = Assert.Throws<FilterSyntaxException>(() => Filter.Parse("id \U0001F600x"));

        Assert.Equal(
            "filters: parse error: [id  >|\uFFFD|< \uFFFD\uFFFD\uFFFDx]: expected an operator (\"==\"|\"!=\"|\"~=\")", error.Message);
    }

    [Fact]
    public void An_unpaired_surrogate_is_a_rune_error()
    {
        FilterSyntaxException error = Assert.Throws<FilterSyntaxException>(() => Filter.Parse("id==\uD83D"));

        Assert.EndsWith(": rune error", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => Filter.Parse(null!));
        Assert.Throws<ArgumentNullException>(() => FilterSet.ParseAll(null!));
        Assert.Throws<ArgumentNullException>(() => Filter.Parse("").Match(null!));
        Assert.Throws<ArgumentNullException>(() => FilterSet.Everything.Match(null!));
    }

    [Theory]
    [InlineData("labels.a.b", true)]
    [InlineData("labels.\"a.b\"", true)]
    [InlineData("labels.\"a\".\"b\"", true)]
    [InlineData("labels.a", false)]
    [InlineData("labels.a.b.c", false)]
    [InlineData("labels.\"\"", true)]
    [InlineData("labels", true)]
    public void A_label_key_is_the_rest_of_the_path_joined_with_dots(string filter, bool matches)
    {
        LeaseFields lease = new("l1", new Dictionary<string, string> { ["a.b"] = "1", [""] = "2" });

        Assert.Equal(matches, Filter.Parse(filter).Match(lease));
    }

    [Fact]
    public void A_label_of_an_object_without_labels_is_absent()
    {
        Assert.False(FieldPath.TryGetLabel(null, ["labels", "a"], out string? value));
        Assert.Null(value);
        Assert.False(FieldPath.TryGetLabel(new Dictionary<string, string>(), ["labels"], out _));
    }
}
