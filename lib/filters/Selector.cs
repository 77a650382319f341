using System.Text.RegularExpressions;

namespace PluginHost.Filters;

/// <summary>One condition on one field.</summary>
/// <param name="Path">The parts of the field path.</param>
/// <param name="Operator">How to compare.</param>
/// <param name="Value">The right side of the operator; empty when there is none.</param>
/// <param name="Pattern">The compiled right side of <c>~=</c>; null when it can't be compiled.</param>
internal sealed record Selector(string[] Path, SelectorOperator Operator, string Value, Regex? Pattern)
{
    public bool Match(IFieldSource source)
    {
        bool isPresent = source.TryGetField(Path, out string? found);
        string value = isPresent ? found! : "";
        return Operator switch
        {
            SelectorOperator.Present => isPresent,
            SelectorOperator.Equal => isPresent && string.Equals(value, Value, StringComparison.Ordinal),
            SelectorOperator.NotEqual => !string.Equals(value, Value, StringComparison.Ordinal),
            _ => Pattern is not null && Pattern.IsMatch(value),
        };
    }
}
