using System.Buffers;
using System.Text;

namespace PluginHost.Filters.Patterns;

/// <summary>A place in an expression that moves forward only.</summary>
internal sealed class PatternCursor(string pattern)
{
    private int _position;

    public bool AtEnd => _position >= pattern.Length;

    /// <summary>NUL at the end.</summary>
    public char Current => Peek(0);

    public char Peek(int distance) => _position + distance < pattern.Length ? pattern[_position + distance] : '\0';

    public ReadOnlySpan<char> Rest => pattern.AsSpan(_position);

    public void Advance(int count) => _position += count;

    public bool TryTake(string expected)
    {
        if (!Rest.StartsWith(expected, StringComparison.Ordinal))
        {
            return false;
        }

        _position += expected.Length;
        return true;
    }

    /// <summary>Takes one character; there must be one.</summary>
    public int TakeRune()
    {
        if (Rune.DecodeFromUtf16(Rest, out Rune rune, out int length) != OperationStatus.Done)
        {
            throw new PatternException("invalid UTF-8");
        }

        _position += length;
        return rune.Value;
    }
}
