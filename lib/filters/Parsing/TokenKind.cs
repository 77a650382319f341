namespace PluginHost.Filters.Parsing;

internal enum TokenKind
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>A character that starts no token.</summary>
    Other,

    /// <summary>A text with a quote at both ends.</summary>
    Quoted,

    /// <summary>The bare right side of an operator.</summary>
    Value,

    /// <summary>A bare part of a field path.</summary>
    Field,

    /// <summary>A comma or dot.</summary>
    Separator,

    /// <summary>A run of <c>= ! ~</c>.</summary>
    Operator,

    /// <summary>Refused by the scanner, which has the reason.</summary>
    Illegal,
}
