namespace Vendor.Tests.Page;

public sealed class PageStepTests
{
    [Fact]
    public void Commands_and_what_they_print_are_read_from_a_page()
    {
        IReadOnlyList<PageStep> steps = PageStep.Parse("# Page\n```sh\ncd /\nls\n```\n\n```text\nbin\n\netc\n```\n```toml\na = 1\n```\n```sh\ntrue\n```\n");

        Assert.Equal(["cd /\nls\n", "true\n"], steps.Select(step => step.Commands));
        Assert.Equal([1, 2], steps.Select(step => step.Number));
        Assert.Equal(["bin", "etc"], steps[0].Shown);
        Assert.Empty(steps[1].Shown);
    }

    [Theory]
    [InlineData("KEY   KIND\nother\nbase  Committed\n", null)]
    [InlineData("base Committed\nKEY KIND\n", "base Committed")]
    [InlineData("KEY KIND\n", "base Committed")]
    [InlineData("KEY KIND\nthe base Committed\n", "base Committed")]
    public void Shown_lines_must_be_there_in_their_order(string output, string? missing)
        => Assert.Equal(missing, new PageStep(1, "", ["KEY KIND", "base Committed"]).Missing(output));

    [Theory]
    [InlineData("linux/amd64 ok", true)]
    [InlineData("linux/ ok", true)]
    [InlineData("windows/amd64 ok", false)]
    [InlineData("linux/amd64 error", false)]
    public void An_ellipsis_stands_for_anything(string output, bool isShown)
        => Assert.Equal(isShown, new PageStep(1, "", ["linux/… ok"]).Missing(output) is null);
}
