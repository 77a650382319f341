namespace Snapshotters.Tests.Support;

/// <summary>Waits for what another thread does.</summary>
internal static class TestWait
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task UntilAsync(Func<bool> reached, string what)
    {
        using CancellationTokenSource deadline = new(Limit);
        while (!reached())
        {
            if (deadline.IsCancellationRequested)
            {
                Assert.Fail($"waited {Limit} for {what}");
            }

            await Task.Delay(10);
        }
    }
}
