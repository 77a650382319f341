using System.Globalization;

namespace PluginHost.Toml.Reading;

/// <summary>A place in the text that moves forward only, and knows its line and column.</summary>
internal ref struct TextCursor(ReadOnlySpan<char> text, string? fileName)
{
    private readonly ReadOnlySpan<char> _text = text;
    private readonly string? _fileName = fileName;
    private int _line = 1;

    // Moves with each surrogate pair, so that the distance to it counts characters.
    private int _lineStart;

    public int Offset { get; private set; }

    public readonly bool AtEnd => Offset >= _text.Length;

    /// <summary>NUL at the end; NUL is nowhere valid in TOML, so only errors need to tell them apart.</summary>
    public readonly char Current => AtEnd ? '\0' : _text[Offset];

    public readonly TomlPosition Position => new(_line, Offset - _lineStart + 1);

    public readonly bool AtNewLine => Current == '\n' || (Current == '\r' && Peek(1) == '\n');

    public readonly ReadOnlySpan<char> Rest => _text[Offset..];

    public readonly char Peek(int distance) => Offset + distance < _text.Length ? _text[Offset + distance] : '\0';

    public readonly ReadOnlySpan<char> Slice(int start) => _text[start..Offset];

    /// <summary>Moves over characters that are neither a new line nor a surrogate.</summary>
    public void Advance(int count = 1) => Offset += count;

    public bool TryTake(char expected)
    {
        if (Current != expected || AtEnd)
        {
            return false;
        }

        Offset++;
        return true;
    }

    /// <summary>Takes LF or CR LF.</summary>
    public bool TryTakeNewLine()
    {
        if (!AtNewLine)
        {
            return false;
        }

        Offset += Current == '\r' ? 2 : 1;
        _line++;
        _lineStart = Offset;
        return true;
    }

    /// <summary>
    /// Takes one or more characters of a string or comment: anything but control characters other than tab, and unpaired surrogates.
    /// Stops before quotes and backslashes, but takes one when it stands on it.
    /// </summary>
    public void TakeText()
    {
        int plain = CountPlain(Rest);
        if (plain > 0)
        {
            Offset += plain;
            return;
        }

        char current = Current;
        if (char.IsSurrogate(current))
        {
            if (!char.IsSurrogatePair(current, Peek(1)))
            {
                throw Error($"invalid Unicode: unpaired surrogate U+{(int)current:X4}");
            }

            Offset += 2;
            _lineStart++;
            return;
        }

        if (AtEnd || (current < ' ' && current != '\t') || current == '\x7F')
        {
            throw Error($"{Describe()} is not allowed here; write it as an escape sequence in a string");
        }

        Offset++;
    }

    /// <summary>Skips spaces and tabs.</summary>
    public void SkipBlanks()
    {
        while (Current is ' ' or '\t')
        {
            Offset++;
        }
    }

    /// <summary>Skips a comment up to the end of its line, if there is one.</summary>
    public void SkipComment()
    {
        if (Current != '#')
        {
            return;
        }

        while (!AtEnd && !AtNewLine)
        {
            TakeText();
        }
    }

    /// <summary>Skips blanks, comments and new lines.</summary>
    public void SkipLines()
    {
        do
        {
            SkipBlanks();
            SkipComment();
        }
        while (TryTakeNewLine());
    }

    /// <summary>Skips the rest of a line, which may hold only blanks and a comment.</summary>
    public void FinishLine(string after)
    {
        SkipBlanks();
        SkipComment();
        if (!AtEnd && !TryTakeNewLine())
        {
            throw Error($"expected a new line after {after}, found {Describe()}");
        }
    }

    /// <summary>The current character in words.</summary>
    public readonly string Describe()
    {
        if (AtEnd)
        {
            return "the end of the file";
        }

        char current = Current;
        if (AtNewLine)
        {
            return "a new line";
        }

        if (char.IsControl(current) || char.GetUnicodeCategory(current) == UnicodeCategory.Format)
        {
            return $"the control character U+{(int)current:X4}";
        }

        return char.IsSurrogatePair(current, Peek(1)) ? $"'{current}{Peek(1)}'" : $"'{current}'";
    }

    public readonly TomlException Error(string reason) => Error(Position, reason);

    public readonly TomlException Error(TomlPosition position, string reason)
        => new("toml: " + reason, _fileName, position.Line, position.Column);

    private static int CountPlain(ReadOnlySpan<char> text)
    {
        int count = 0;
        while (count < text.Length && IsPlain(text[count]))
        {
            count++;
        }

        return count;
    }

    private static bool IsPlain(char current)
        => current is (>= ' ' and not ('"' or '\'' or '\\' or '\x7F' or (>= '\uD800' and <= '\uDFFF'))) or '\t';
}
