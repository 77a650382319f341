using System.Globalization;

namespace PluginHost.Plugins.Erofs;

/// <summary>Sizes as people write them: <c>20GiB</c>, <c>20GB</c>, <c>20g</c> and <c>21474836480</c> are the same. A unit is 1024 of the one before.</summary>
internal static class ByteSize
{
    private const string Units = "KMGTP";

    /// <summary>Reads a size of at least one byte.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        string upper = text.Trim().ToUpperInvariant();
        string digits = upper.TrimEnd([.. Units, 'I', 'B', ' ']);
        string unit = upper[digits.Length..].Trim();
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
        {
            return false;
        }

        int power = unit switch
        {
            "" or "B" => 0,
            _ when unit[1..] is "" or "B" or "IB" => Units.IndexOf(unit[0]) is int at and >= 0 ? at + 1 : -1,
            _ => -1,
        };
        decimal size = power < 0 ? 0 : number * (1L << (10 * power));
        bytes = size is >= 1 and <= long.MaxValue ? (long)size : 0;

        return bytes > 0;
    }
}
