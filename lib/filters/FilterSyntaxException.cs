namespace PluginHost.Filters;

/// <summary>
/// A filter that does not follow the grammar. From <see cref="Filter.Parse"/> the message is
/// <c>filters: parse error: [&lt;before&gt; &gt;|&lt;byte&gt;|&lt; &lt;after&gt;]: &lt;what&gt;</c>, or
/// <c>filters: parse error: [&lt;text&gt;]: &lt;what&gt;</c> at the end of the text; from <see cref="FilterSet.ParseAll"/> it ends in
/// <c>: invalid argument</c>, the text of the error kind that callers are to give it.
/// </summary>
public sealed class FilterSyntaxException(string message, string filter) : Exception(message)
{
    /// <summary>The filter that was refused.</summary>
    public string Filter { get; } = filter;
}
