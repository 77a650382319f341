using Architecture.Tests.Tree;
using Xunit.Sdk;

namespace Architecture.Tests;

public sealed class ExemptionTests
{
    [Fact]
    public void Every_exemption_has_a_reason() => Assert.All(Exemptions.All, exemption => Assert.NotEmpty(exemption.Reason));

    [Fact]
    public void Every_exemption_is_of_a_place_that_is_there()
        => Assert.All(Exemptions.All, exemption => Assert.True(
            Path.Exists(Path.Join(Repository.Root, exemption.Place)), $"{exemption.Place} is not there any more: take it off the list"));

    [Fact]
    public void A_violation_without_an_exemption_fails_and_is_named()
    {
        FailException failure = Assert.Throws<FailException>(
            () => Verdict.Holds("a rule without exemptions", [new Violation("lib/acme/A.cs", "line 7: broken")]));

        Assert.Contains("lib/acme/A.cs: line 7: broken", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exemption_that_nothing_needs_fails()
        => Assert.Throws<FailException>(() => Verdict.Holds(Exemptions.All[0].Rule, []));
}
