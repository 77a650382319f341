namespace PluginHost.Filters;

/// <summary>The filters of a request, of which one must match. No filter at all matches everything.</summary>
public sealed class FilterSet
{
    private readonly Filter[] _filters;

    private FilterSet(Filter[] filters)
    {
        _filters = filters;
        MatchesAll = filters.Length == 0 || filters.Any(filter => filter.MatchesAll);
    }

    /// <summary>The empty list of filters.</summary>
    public static FilterSet Everything { get; } = new([]);

    /// <summary>True when every object matches, so that none needs to be looked at.</summary>
    public bool MatchesAll { get; }

    /// <summary>Reads the filters of a request.</summary>
    /// <param name="texts">The filters.</param>
    /// <param name="onBadPattern">Told of each <c>~=</c> whose expression can't be compiled; it never matches.</param>
    /// <exception cref="FilterSyntaxException">
    /// The first that does not follow the grammar; the message ends in <c>: invalid argument</c>.
    /// </exception>
    public static FilterSet ParseAll(IEnumerable<string> texts, Action<BadPattern>? onBadPattern = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        List<Filter> filters = [];
        foreach (string text in texts)
        {
            try
            {
                filters.Add(Filter.Parse(text, onBadPattern));
            }
            catch (FilterSyntaxException error)
            {
                throw new FilterSyntaxException(error.Message + ": invalid argument", text);
            }
        }

        return filters.Count == 0 ? Everything : new FilterSet([.. filters]);
    }

    public bool Match(IFieldSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (MatchesAll)
        {
            return true;
        }

        foreach (Filter filter in _filters)
        {
            if (filter.Match(source))
            {
                return true;
            }
        }

        return false;
    }
}
