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

    /// <summary>Kills the daemon in the middle of the work; waits until the work has seen it.</summary>
    /// <returns>What each command of the work printed.</returns>
    public static async Task<IReadOnlyList<CommandResult>> KillDuringAsync(TestDaemon daemon, TimeSpan delay, Func<Task<IReadOnlyList<CommandResult>>> work)
    {
        Task<IReadOnlyList<CommandResult>> running = work();
        await Task.Delay(delay);
        await daemon.KillAsync();
        IReadOnlyList<CommandResult> results = await running;
        await daemon.StartAsync();

        return results;
    }
}
