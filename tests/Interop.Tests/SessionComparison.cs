using System.Text;

namespace Interop.Tests;

/// <summary>Compares what two daemons showed for the same steps.</summary>
internal static class SessionComparison
{
    /// <summary>A readable report of all differences; empty when there are none.</summary>
    public static string Compare(
        IReadOnlyList<StepResult> reference, IReadOnlyList<StepResult> subject, IReadOnlyList<AllowedDifference> allowed)
    {
        StringBuilder report = new();
        Dictionary<Step, StepResult> subjects = subject.ToDictionary(result => result.Step);
        foreach (StepResult result in reference)
        {
            if (!subjects.Remove(result.Step, out StepResult? other))
            {
                report.Append(result.Step).Append("\n  only the reference failed here:\n").Append(result.Describe()).Append('\n');
            }
            else if (Applied(result, allowed) != Applied(other, allowed))
            {
                report.Append(result.Step).Append("\n--- reference\n").Append(result.Describe()).Append("--- subject\n").Append(other.Describe())
                    .Append('\n');
            }
        }

        foreach (StepResult extra in subjects.Values)
        {
            report.Append(extra.Step).Append("\n  only the subject failed here:\n").Append(extra.Describe()).Append('\n');
        }

        return report.ToString();
    }

    /// <summary>Steps whose exit code on the reference is not what the session's author had in mind; empty when there are none.</summary>
    public static string Unexpected(IEnumerable<StepResult> reference)
        => string.Concat(reference.Where(result => !IsAsMeant(result)).Select(result => $"{result.Step}\n{result.Describe()}\n"));

    private static bool IsAsMeant(StepResult result)
        => result.Step.Kind is not (StepKind.Setup or StepKind.Until or StepKind.Subscribed) && result.Step.Expects(result.ExitCode);

    private static StepResult Applied(StepResult result, IReadOnlyList<AllowedDifference> allowed)
        => allowed.Aggregate(result, (current, difference) => difference.Apply(current));
}
