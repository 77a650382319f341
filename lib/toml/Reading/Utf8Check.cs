using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace PluginHost.Toml.Reading;

/// <summary>Finds the place of the first byte that is not UTF-8 (overlong forms and surrogates are not).</summary>
internal static class Utf8Check
{
    public static void Verify(ReadOnlySpan<byte> utf8, string? fileName)
    {
        if (Utf8.IsValid(utf8))
        {
            return;
        }

        int line = 1;
        int column = 1;
        int offset = 0;
        while (Rune.DecodeFromUtf8(utf8[offset..], out Rune rune, out int length) == OperationStatus.Done)
        {
            bool isNewLine = rune.Value == '\n';
            bool isByteOrderMark = offset == 0 && rune.Value == '\uFEFF';
            line = isNewLine ? line + 1 : line;
            column = isNewLine ? 1 : isByteOrderMark ? column : column + 1;
            offset += length;
        }

        throw new TomlException($"toml: invalid UTF-8: byte 0x{utf8[offset]:X2}", fileName, line, column);
    }
}
