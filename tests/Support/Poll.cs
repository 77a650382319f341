using System.Diagnostics;

namespace PluginHost.Testing;

/// <summary>Waits for a state that has no signal of its own, with a deadline.</summary>
public static class Poll
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until the answer is true.</summary>
    /// <exception cref="TimeoutException">
    /// It was not within <paramref name="limit"/>; names <paramref name="what"/> and what <paramref name="describe"/> says.
    /// </exception>
    public static async Task UntilAsync(string what, TimeSpan limit, Func<Task<bool>> condition, Func<string>? describe = null)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > limit)
            {
                throw new TimeoutException($"not within {limit.TotalSeconds:0.#} s: {what}\n{describe?.Invoke()}");
            }

            await Task.Delay(Interval);
        }
    }

    /// <summary>Asks until the answer is true.</summary>
    public static Task UntilAsync(string what, TimeSpan limit, Func<bool> condition, Func<string>? describe = null)
        => UntilAsync(what, limit, () => Task.FromResult(condition()), describe);
}
