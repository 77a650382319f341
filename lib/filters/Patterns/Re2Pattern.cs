using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace PluginHost.Filters.Patterns;

/// <summary>
/// Compiles an expression of RE2 (https://github.com/google/re2/wiki/Syntax, as Go's regexp takes it) with the framework's engine in its
/// linear-time mode. Only whether it matches is asked, so groups lose their names and repetitions their greed.
/// </summary>
/// <remarks>
/// What differs: <c>\p{…}</c> knows general categories, not scripts; a class can't hold characters above U+FFFF, and <c>.</c> counts
/// such a character as two; <c>\b</c> sees letters beyond ASCII as parts of words.
/// </remarks>
internal static class Re2Pattern
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    public static bool TryCompile(string pattern, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? reason)
    {
        regex = null;
        reason = null;
        try
        {
            regex = new Regex(new Re2Translator(pattern).Translate(), Options);
            return true;
        }
        catch (Exception error) when (error is PatternException or ArgumentException or NotSupportedException)
        {
            reason = error.Message;
            return false;
        }
    }
}
