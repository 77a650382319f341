using Metadata.Tests.Support;
using Xunit.Abstractions;

namespace Metadata.Tests;

/// <summary>
/// Random histories of several writers, each in a namespace of its own with a simple model of it, while one collection follows the other.
/// </summary>
public sealed class CollectionHistoryTests(ITestOutputHelper output)
{
    private const int Writers = 4;
    private const int Steps = 150;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Nothing_that_can_be_reached_ever_goes_and_in_the_end_all_else_has()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        await using GcWorld world = await GcWorld.StartAsync(noSync: true);
        HistoryWriter[] writers = [.. Enumerable.Range(0, Writers).Select(i => new HistoryWriter(world, $"ns{i}", new Random(seed + i)))];

        Task writing = Task.WhenAll(writers.Select(static writer => Task.Run(() => writer.RunAsync(Steps))));
        int collections = 0;
        int removed = 0;
        while (!writing.IsCompleted)
        {
            removed += (await world.CollectAsync().WaitAsync(Deadline)).Removed;
            collections++;
        }

        await writing.WaitAsync(Deadline);
        removed += (await world.CollectAsync().WaitAsync(Deadline)).Removed;
        output.WriteLine($"{collections} collections, {removed} objects removed");
        foreach (HistoryWriter writer in writers)
        {
            await writer.CheckAllAsync();
        }

        Assert.True(removed > 0);
    }
}
