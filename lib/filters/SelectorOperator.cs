namespace PluginHost.Filters;

internal enum SelectorOperator
{
    /// <summary>No operator.</summary>
    Present,

    /// <summary><c>==</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>~=</c></summary>
    Matches,
}
