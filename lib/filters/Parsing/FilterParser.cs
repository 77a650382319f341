using System.Text;
using System.Text.RegularExpressions;
using PluginHost.Filters.Patterns;

namespace PluginHost.Filters.Parsing;

/// <summary>
/// filter = selector { "," selector }; selector = path [ operator value ]; path = field { "." field }. One token of look-ahead, which
/// does not skip white space: that is why none may stand after a field or value.
/// </summary>
internal sealed class FilterParser(string input, Action<BadPattern>? onBadPattern)
{
    private readonly Scanner _scanner = new(input);

    public Selector[] Parse()
    {
        List<Selector> selectors = [ReadSelector()];
        while (_scanner.Peek() is int next and not Scanner.End)
        {
            if (next != ',')
            {
                string shown = next == 0 ? "\uFFFD" : new Rune(next).ToString();
                throw Error(_scanner.Position, $"unexpected input: {shown}");
            }

            _scanner.Scan();
            selectors.Add(ReadSelector());
        }

        return [.. selectors];
    }

    private Selector ReadSelector()
    {
        string[] path = ReadPath();
        if (_scanner.Peek() is ',' or Scanner.End)
        {
            return new Selector(path, SelectorOperator.Present, "", Pattern: null);
        }

        SelectorOperator @operator = ReadOperator();
        string value = ReadValue(@operator);
        return new Selector(path, @operator, value, @operator == SelectorOperator.Matches ? Compile(value) : null);
    }

    private string[] ReadPath()
    {
        List<string> path = [ReadField()];
        while (_scanner.Peek() == '.')
        {
            _scanner.Scan();
            path.Add(ReadField());
        }

        return [.. path];
    }

    private string ReadField()
    {
        Token token = _scanner.Scan();
        return token.Kind switch
        {
            TokenKind.Field => token.Text,
            TokenKind.Quoted => Unquote(token, allowsAllQuotes: false),
            TokenKind.Illegal => throw Error(token.Start, token.Reason),
            _ => throw Error(token.Start, "expected field or quoted"),
        };
    }

    private SelectorOperator ReadOperator()
    {
        Token token = _scanner.Scan();
        return (token.Kind, token.Text) switch
        {
            (TokenKind.Operator, "==") => SelectorOperator.Equal,
            (TokenKind.Operator, "!=") => SelectorOperator.NotEqual,
            (TokenKind.Operator, "~=") => SelectorOperator.Matches,
            (TokenKind.Operator, _) => throw Error(token.Start, $"unsupported operator \"{token.Text}\""),
            (TokenKind.Illegal, _) => throw Error(token.Start, token.Reason),
            _ => throw Error(token.Start, "expected an operator (\"==\"|\"!=\"|\"~=\")"),
        };
    }

    private string ReadValue(SelectorOperator @operator)
    {
        Token token = _scanner.Scan(asValue: true);
        return token.Kind switch
        {
            TokenKind.Value => token.Text,
            TokenKind.Quoted => Unquote(token, allowsAllQuotes: @operator == SelectorOperator.Matches),
            TokenKind.Illegal => throw Error(token.Start, token.Reason),
            _ => throw Error(token.Start, "expected value or quoted"),
        };
    }

    private string Unquote(Token token, bool allowsAllQuotes)
    {
        if (token.Text[0] != '"' && !allowsAllQuotes)
        {
            throw Error(token.Start, "invalid quote encountered");
        }

        return QuotedText.TryUnquote(token.Text, out string text)
            ? text
            : throw Error(token.Start, "unquoting failed: quote syntax error");
    }

    private Regex? Compile(string pattern)
    {
        if (Re2Pattern.TryCompile(pattern, out Regex? regex, out string? reason))
        {
            return regex;
        }

        onBadPattern?.Invoke(new BadPattern(pattern, reason));
        return null;
    }

    private FilterSyntaxException Error(int position, string what) => new($"filters: parse error: [{Marked(position)}]: {what}", input);

    /// <summary>
    /// The input with one byte marked. The original cuts UTF-8, and each byte of a character that was cut arrives at the client as U+FFFD.
    /// </summary>
    private string Marked(int position)
    {
        if (position >= input.Length)
        {
            return input;
        }

        Rune.DecodeFromUtf16(input.AsSpan(position), out Rune rune, out int length);
        int bytes = rune.Utf8SequenceLength;
        string marked = bytes == 1 ? rune.ToString() : "\uFFFD";
        return $"{input[..position]} >|{marked}|< {new string('\uFFFD', bytes - 1)}{input[(position + length)..]}";
    }
}
