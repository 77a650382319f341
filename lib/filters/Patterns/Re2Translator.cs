using System.Buffers;
using System.Globalization;
using System.Text;

namespace PluginHost.Filters.Patterns;

/// <summary>
/// Rewrites an expression of RE2 for the framework's engine, and refuses what RE2 refuses: look-around, back-references, atomic groups,
/// stacked repetitions, and repetitions that multiply to more than 1000.
/// </summary>
internal sealed class Re2Translator(string pattern)
{
    private const int NothingToRepeat = 0;
    private const int LargestRepeat = 1000;
    private const int DeepestNesting = 1000;

    private static readonly SearchValues<char> WordCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    private readonly PatternCursor _cursor = new(pattern);
    private readonly StringBuilder _output = new();
    private readonly Stack<Group> _groups = new();
    private Group _group;

    // How often what was written last repeats its content, as a product over its nesting.
    private int _lastRepeat = NothingToRepeat;

    public string Translate()
    {
        while (!_cursor.AtEnd)
        {
            TranslateNext();
        }

        return _groups.Count == 0 ? _output.ToString() : throw new PatternException("missing closing )");
    }

    private void TranslateNext()
    {
        switch (_cursor.Current)
        {
            case '(':
                OpenGroup();
                break;
            case ')':
                CloseGroup();
                break;
            case '|':
                _cursor.Advance(1);
                _output.Append('|');
                _lastRepeat = NothingToRepeat;
                break;
            case '[':
                _cursor.Advance(1);
                AppendAtom(Re2CharacterClass.Read(_cursor));
                break;
            case '.' or '^':
                AppendAtom(_cursor.Current.ToString());
                _cursor.Advance(1);
                break;
            case '$':
                // The framework's plain $ also matches before a last new line.
                AppendAtom(_group.IsMultiLine ? "$" : "\\z");
                _cursor.Advance(1);
                break;
            case '*' or '+' or '?':
                AppendRepetition(_cursor.Current.ToString(), length: 1, times: 1);
                break;
            case '{' when TryReadBounds(out string bounds, out int times):
                AppendRepetition(bounds, bounds.Length, times);
                break;
            case '\\':
                TranslateEscape();
                break;
            default:
                AppendCharacter(_cursor.TakeRune());
                break;
        }
    }

    private void TranslateEscape()
    {
        char kind = _cursor.Peek(1);
        if (_cursor.TryTake("\\Q"))
        {
            while (!_cursor.AtEnd && !_cursor.TryTake("\\E"))
            {
                AppendCharacter(_cursor.TakeRune());
            }
        }
        else if (kind is 'A' or 'z' or 'b' or 'B')
        {
            AppendAtom("\\" + kind);
            _cursor.Advance(2);
        }
        else if (kind is 'p' or 'P')
        {
            AppendAtom(Re2Escape.ReadCategory(_cursor));
        }
        else if (Re2CharacterClass.Perl(kind) is { } inside)
        {
            AppendAtom($"[{inside}]");
            _cursor.Advance(2);
        }
        else
        {
            AppendCharacter(Re2Escape.ReadCharacter(_cursor));
        }
    }

    private void OpenGroup()
    {
        _cursor.Advance(1);
        Group inner = _group with { LargestInside = 1 };
        if (_cursor.TryTake("?P<") || _cursor.TryTake("?<"))
        {
            int length = _cursor.Rest.IndexOf('>');
            if (length <= 0 || _cursor.Rest[..length].ContainsAnyExcept(WordCharacters))
            {
                throw new PatternException("invalid named capture");
            }

            _cursor.Advance(length + 1);
        }
        else if (_cursor.TryTake("?"))
        {
            (string flags, bool isMultiLine, bool opens) = ReadFlags();
            if (!opens)
            {
                _group = _group with { IsMultiLine = isMultiLine };
                _output.Append(flags.Length == 0 ? "" : $"(?{flags})");
                _lastRepeat = NothingToRepeat;
                return;
            }

            inner = inner with { IsMultiLine = isMultiLine };
            Push(inner, $"(?{flags}:");
            return;
        }

        Push(inner, "(?:");
    }

    private void Push(Group inner, string opening)
    {
        if (_groups.Count == DeepestNesting)
        {
            throw new PatternException("expression nests too deeply");
        }

        _groups.Push(_group);
        _group = inner;
        _output.Append(opening);
        _lastRepeat = NothingToRepeat;
    }

    private void CloseGroup()
    {
        if (!_groups.TryPop(out Group outer))
        {
            throw new PatternException("unexpected )");
        }

        _cursor.Advance(1);
        _output.Append(')');
        _lastRepeat = _group.LargestInside;
        _group = outer with { LargestInside = Math.Max(outer.LargestInside, _lastRepeat) };
    }

    /// <summary>Reads <c>i m s U</c>, a minus, and the colon of a group or the bracket that ends a setting. U is left out.</summary>
    private (string Flags, bool IsMultiLine, bool Opens) ReadFlags()
    {
        StringBuilder flags = new();
        bool isMultiLine = _group.IsMultiLine;
        bool isNegated = false;
        bool hasFlag = true;
        for (char flag = _cursor.Current; ; flag = _cursor.Current)
        {
            _cursor.Advance(1);
            switch (flag)
            {
                case 'i' or 's' or 'm' or 'U':
                    isMultiLine = flag == 'm' ? !isNegated : isMultiLine;
                    flags.Append(flag == 'U' ? "" : flag);
                    hasFlag = true;
                    break;
                case '-' when !isNegated:
                    flags.Append(flag);
                    isNegated = true;
                    hasFlag = false;
                    break;
                case ':' or ')' when hasFlag:
                    return (flags.ToString().TrimEnd('-'), isMultiLine, flag == ':');
                default:
                    throw new PatternException("invalid or unsupported Perl syntax");
            }
        }
    }

    private bool TryReadBounds(out string bounds, out int times)
    {
        int end = Math.Max(_cursor.Rest.IndexOf('}'), 0);
        bounds = _cursor.Rest[..(end + 1)].ToString();
        times = 0;
        string[] numbers = bounds[1..Math.Max(end, 1)].Split(',');
        bool isBounds = end > 1 && numbers.Length <= 2 && IsNumber(numbers[0])
            && (numbers.Length == 1 || numbers[1].Length == 0 || IsNumber(numbers[1]));
        if (!isBounds)
        {
            return false;
        }

        int least = Number(numbers[0]);
        times = numbers.Length == 1 || numbers[1].Length == 0 ? least : Number(numbers[1]);
        return least <= times && times <= LargestRepeat ? true : throw new PatternException("invalid repeat count");
    }

    private static bool IsNumber(string text)
        => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9') && (text.Length == 1 || text[0] != '0');

    private static int Number(string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue;

    private void AppendRepetition(string repetition, int length, int times)
    {
        if (_lastRepeat == NothingToRepeat)
        {
            throw new PatternException($"missing argument to repetition operator: `{repetition}`");
        }

        long product = (long)_lastRepeat * Math.Max(times, 1);
        if (product > LargestRepeat)
        {
            throw new PatternException("invalid repeat count");
        }

        _cursor.Advance(length);
        _output.Append(repetition);
        _cursor.TryTake("?");
        if (_cursor.Current is '*' or '+' or '?' || (_cursor.Current == '{' && TryReadBounds(out _, out _)))
        {
            throw new PatternException("invalid nested repetition operator");
        }

        _group = _group with { LargestInside = Math.Max(_group.LargestInside, (int)product) };
        _lastRepeat = (int)product;
    }

    private void AppendCharacter(int rune)
        => AppendAtom(rune <= char.MaxValue ? $"\\u{rune:X4}" : $"(?:{char.ConvertFromUtf32(rune)})");

    private void AppendAtom(string atom)
    {
        _output.Append(atom);
        _lastRepeat = 1;
    }

    private readonly record struct Group(bool IsMultiLine, int LargestInside);
}
