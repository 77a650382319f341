using System.Globalization;

namespace PluginHost.Plugins.Gc;

/// <summary>Durations as Go prints them: <c>0s</c>, <c>100ms</c>, <c>1.5s</c>, <c>1m0s</c>, <c>2h0m0s</c>.</summary>
internal static class GoDuration
{
    public static string Format(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(1))
        {
            return duration == TimeSpan.Zero ? "0s"
                : duration < TimeSpan.FromMilliseconds(1) ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMicroseconds}µs")
                : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds}ms");
        }

        decimal seconds = duration.Seconds + ((decimal)(duration.Ticks % TimeSpan.TicksPerSecond) / TimeSpan.TicksPerSecond);
        string text = string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#######}s");
        int hours = (int)duration.TotalHours;
        return hours > 0 ? $"{hours}h{duration.Minutes}m{text}" : duration.Minutes > 0 ? $"{duration.Minutes}m{text}" : text;
    }
}
