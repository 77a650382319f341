namespace Crash.Tests;

/// <summary>Kills the daemon again and again, each time at another moment of what goes on.</summary>
internal static class Rounds
{
    /// <summary>The delay of each round: spread over the time that the work takes, with a printed seed.</summary>
    public static IEnumerable<TimeSpan> Delays(int rounds, TimeSpan longest)
    {
        Random random = new(rounds);
        for (int round = 0; round < rounds; round++)
        {
            yield return longest * ((round + random.NextDouble()) / rounds);
        }
    }

    /// <summary>
    /// Kills the daemon in the middle of the work and starts it again. A command under way may fail, or go on with the new daemon: ctr
    /// connects again.
    /// </summary>
    /// <param name="daemon">The daemon.</param>
    /// <param name="delay">The time from the start of the work to the kill.</param>
    /// <param name="work">Starts no further command once its token is cancelled.</param>
    /// <returns>What each command of the work printed.</returns>
    public static async Task<IReadOnlyList<CommandResult>> KillDuringAsync(
        TestDaemon daemon, TimeSpan delay, Func<CancellationToken, Task<IReadOnlyList<CommandResult>>> work)
    {
        using CancellationTokenSource killed = new();
        Task<IReadOnlyList<CommandResult>> running = work(killed.Token);
        await Task.Delay(delay);
        await killed.CancelAsync();
        await daemon.KillAsync();
        await daemon.StartAsync();

        return await running;
    }
}
