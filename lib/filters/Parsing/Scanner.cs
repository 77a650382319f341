using System.Buffers;
using System.Globalization;
using System.Text;

namespace PluginHost.Filters.Parsing;

/// <summary>
/// Cuts a filter into tokens. White space is skipped only before a token. NUL and U+FFFD (what a decoder puts for invalid bytes) are
/// refused wherever they start a token or stand in a quoted text.
/// </summary>
internal sealed class Scanner(string input)
{
    /// <summary>What <see cref="Peek"/> gives at the end.</summary>
    public const int End = -1;

    /// <summary>Where the next character is.</summary>
    public int Position { get; private set; }

    /// <summary>The next character, white space included, or <see cref="End"/>. An unpaired surrogate reads as U+FFFD.</summary>
    public int Peek() => PeekRune(out _);

    /// <summary>Takes the next token.</summary>
    /// <param name="asValue">Whether the right side of an operator is expected; a bare one has more characters than a field.</param>
    public Token Scan(bool asValue = false)
    {
        int current = PeekRune(out int length);
        while (IsSpace(current))
        {
            Position += length;
            current = PeekRune(out length);
        }

        int start = Position;
        if (current == End)
        {
            return new Token(TokenKind.End, start, "");
        }

        if (IllegalReason(current) is { } reason)
        {
            return new Token(TokenKind.Illegal, start, "", reason);
        }

        Position += length;
        switch (current)
        {
            case '"' or '/' or '|':
                string? failure = ScanQuoted(current);
                return failure is null
                    ? new Token(TokenKind.Quoted, start, input[start..Position])
                    : new Token(TokenKind.Illegal, start, "", failure);
            case ',' or '.':
                return new Token(TokenKind.Separator, start, input[start..Position]);
            case '=' or '!' or '~':
                TakeWhile(rune => rune is '=' or '!' or '~');
                return new Token(TokenKind.Operator, start, input[start..Position]);
        }

        if (asValue)
        {
            // The first character may be any; only what follows is held to the set of value characters.
            TakeWhile(IsValueRune);
            return new Token(TokenKind.Value, start, input[start..Position]);
        }

        if (IsFieldRune(current))
        {
            TakeWhile(IsFieldRune);
            return new Token(TokenKind.Field, start, input[start..Position]);
        }

        return new Token(TokenKind.Other, start, "");
    }

    private static bool IsFieldRune(int rune) => rune == '_' || (rune < 0x80 && char.IsAsciiLetterOrDigit((char)rune));

    private static bool IsValueRune(int rune) => rune switch
    {
        ',' or 0 or 0xFFFD => false,
        _ => Rune.GetUnicodeCategory(new Rune(rune)) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator),
    };

    private static bool IsSpace(int rune) => rune != End && Rune.IsWhiteSpace(new Rune(rune));

    private static string? IllegalReason(int rune) => rune switch
    {
        0 => "unexpected null",
        0xFFFD => "rune error",
        _ => null,
    };

    private int PeekRune(out int length)
    {
        if (Position >= input.Length)
        {
            length = 0;
            return End;
        }

        OperationStatus status = Rune.DecodeFromUtf16(input.AsSpan(Position), out Rune rune, out length);
        return status == OperationStatus.Done ? rune.Value : Rune.ReplacementChar.Value;
    }

    private void TakeWhile(Func<int, bool> isWanted)
    {
        for (int current = PeekRune(out int length); current != End && isWanted(current); current = PeekRune(out length))
        {
            Position += length;
        }
    }

    /// <summary>Takes the rest of a quoted text and its closing quote; returns the reason when it is illegal.</summary>
    private string? ScanQuoted(int quote)
    {
        while (true)
        {
            int current = PeekRune(out int length);
            if (current is End or '\n')
            {
                return "quoted literal not terminated";
            }

            if (IllegalReason(current) is { } reason)
            {
                return reason;
            }

            Position += length;
            if (current == quote)
            {
                return null;
            }

            if (current == '\\' && ScanEscape(quote) is { } failure)
            {
                return failure;
            }
        }
    }

    private string? ScanEscape(int quote)
    {
        int kind = PeekRune(out int length);
        if (IllegalReason(kind) is { } reason)
        {
            return reason;
        }

        if (kind == quote || kind is 'a' or 'b' or 'f' or 'n' or 'r' or 't' or 'v' or '\\')
        {
            Position += length;
            return null;
        }

        switch (kind)
        {
            case >= '0' and <= '7':
                return ScanDigits(3, rune => rune is >= '0' and <= '7');
            case 'x' or 'u' or 'U':
                Position += length;
                return ScanDigits(kind == 'x' ? 2 : kind == 'u' ? 4 : 8, rune => rune < 0x80 && char.IsAsciiHexDigit((char)rune));
            default:
                return "illegal escape sequence";
        }
    }

    private string? ScanDigits(int count, Func<int, bool> isDigit)
    {
        for (int i = 0; i < count; i++)
        {
            int digit = PeekRune(out int length);
            if (digit == End || !isDigit(digit))
            {
                return digit == End ? "illegal numeric escape sequence" : IllegalReason(digit) ?? "illegal numeric escape sequence";
            }

            Position += length;
        }

        return null;
    }
}
