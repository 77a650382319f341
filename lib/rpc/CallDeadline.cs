using Grpc.Core;

namespace PluginHost.Rpc;

/// <summary>How long a call may take.</summary>
internal static class CallDeadline
{
    /// <summary>Longer times than a timer can take are no limit.</summary>
    public static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>What is left of a client's time: null without a limit, never negative.</summary>
    public static TimeSpan? Remaining(CallOptions options, TimeProvider time)
    {
        if (options.Deadline is not { } deadline || deadline == DateTime.MaxValue)
        {
            return null;
        }

        TimeSpan left = deadline.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>When <paramref name="timeout"/> from now ends.</summary>
    public static DateTime After(TimeSpan timeout, TimeProvider time)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        return DateTime.MaxValue - now > timeout ? now + timeout : DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);
    }
}
