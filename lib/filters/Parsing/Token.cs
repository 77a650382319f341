namespace PluginHost.Filters.Parsing;

/// <param name="Kind">What it is.</param>
/// <param name="Start">Its first character.</param>
/// <param name="Text">As written; empty for <see cref="TokenKind.End"/>, <see cref="TokenKind.Other"/> and illegal ones.</param>
/// <param name="Reason">Why it is illegal; else empty.</param>
internal readonly record struct Token(TokenKind Kind, int Start, string Text, string Reason = "");
