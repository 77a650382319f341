namespace Suites.Tests;

/// <summary>How one Go test of a suite ended.</summary>
/// <param name="Name">Its name below the suite's, such as <c>Walk</c>.</param>
/// <param name="Outcome"><c>PASS</c>, <c>FAIL</c> or <c>SKIP</c>.</param>
/// <param name="Output">What it printed.</param>
internal sealed record SuiteCase(string Name, string Outcome, string Output);
