using System.Text.RegularExpressions;

namespace Interop.Tests;

/// <summary>A difference that stays, with its reason. <c>docs/compatibility.md</c> has a row for each.</summary>
/// <param name="Id">The row's key.</param>
/// <param name="Command">Steps that it concerns.</param>
/// <param name="Text">What is replaced in output and error of both sides.</param>
/// <param name="Replacement">By what; with <see cref="Regex.Replace(string, string)"/>'s patterns.</param>
/// <param name="AnyOrder">Lines are compared whatever their order.</param>
internal sealed record AllowedDifference(string Id, Regex Command, Regex Text, string Replacement, bool AnyOrder = false)
{
    /// <summary>The result as it is compared.</summary>
    public StepResult Apply(StepResult result) => !Command.IsMatch($"{result.Step.Name} {result.Step.Command}".Trim()) ? result : result with
    {
        Output = Ordered(Text.Replace(result.Output, Replacement)),
        Error = Text.Replace(result.Error, Replacement),
    };

    private string Ordered(string text) => AnyOrder ? string.Join('\n', text.Split('\n').Order(StringComparer.Ordinal)) : text;
}
