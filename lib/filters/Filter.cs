using PluginHost.Filters.Parsing;

namespace PluginHost.Filters;

/// <summary>
/// One filter of containerd's filter language: selectors, separated by commas, which must all hold. Immutable and safe for
/// concurrent use. (containerd pkg/filters: grammar, laxness and error texts are the same.)
/// </summary>
/// <remarks>
/// A selector is a field path alone (the field is present) or a field path, an operator and a value: <c>==</c> (present and equal),
/// <c>!=</c> (not equal; an absent field counts as empty), <c>~=</c> (an RE2 expression is found in the value; an absent field
/// counts as empty).
/// </remarks>
public sealed class Filter
{
    private readonly Selector[] _selectors;

    internal Filter(Selector[] selectors) => _selectors = selectors;

    /// <summary>True for the empty filter, which has no selector.</summary>
    public bool MatchesAll => _selectors.Length == 0;

    /// <summary>Reads a filter; the empty text matches everything.</summary>
    /// <param name="text">The filter.</param>
    /// <param name="onBadPattern">Told of each <c>~=</c> whose expression can't be compiled; it never matches.</param>
    /// <exception cref="FilterSyntaxException">The text does not follow the grammar.</exception>
    public static Filter Parse(string text, Action<BadPattern>? onBadPattern = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Filter(text.Length == 0 ? [] : new FilterParser(text, onBadPattern).Parse());
    }

    public bool Match(IFieldSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        foreach (Selector selector in _selectors)
        {
            if (!selector.Match(source))
            {
                return false;
            }
        }

        return true;
    }
}
