using System.Globalization;

namespace PluginHost.Rpc.Server.Calls;

/// <summary>The header <c>grpc-timeout</c>: at most eight digits and a unit (gRPC over HTTP/2, Timeout).</summary>
internal static class GrpcTimeout
{
    private const int MostDigits = 8;

    public static bool TryParse(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MostDigits + 1
            || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long amount))
        {
            return false;
        }

        long ticks = text[^1] switch
        {
            'H' => TimeSpan.TicksPerHour,
            'M' => TimeSpan.TicksPerMinute,
            'S' => TimeSpan.TicksPerSecond,
            'm' => TimeSpan.TicksPerMillisecond,
            'u' => TimeSpan.TicksPerMicrosecond,
            'n' => 0,
            _ => -1,
        };
        timeout = ticks == 0 ? TimeSpan.FromTicks((amount + 99) / 100) : TimeSpan.FromTicks(amount * ticks);
        return ticks >= 0;
    }
}
