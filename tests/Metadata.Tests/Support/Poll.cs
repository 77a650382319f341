namespace Metadata.Tests.Support;

/// <summary>Waits for what another thread brings about.</summary>
internal static class Poll
{
    public static async Task UntilAsync(Func<bool> condition, TimeSpan deadline)
    {
        using CancellationTokenSource limit = new(deadline);
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }
    }
}
