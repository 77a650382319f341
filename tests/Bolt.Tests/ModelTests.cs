using Bolt.Tests.Support;
using PluginHost.Bolt;
using Xunit.Abstractions;

namespace Bolt.Tests;

public sealed class ModelTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1024, true)]
    [InlineData(1024, false)]
    [InlineData(4096, true)]
    [InlineData(4096, false)]
    public void Random_transactions_leave_what_a_model_says(int pageSize, bool syncFreelist)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Run(seed, 300, pageSize, _ => syncFreelist);
    }

    [Fact]
    public void A_file_can_change_between_synced_and_unsynced_freelist_at_each_opening()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Run(seed, 200, 1024, reopened => reopened % 2 == 0);
    }

    private static void Run(int seed, int steps, int pageSize, Func<int, bool> syncFreelist)
    {
        MemoryFile file = new();
        Workload workload = new(seed);
        Random random = new(seed);
        List<(Transaction Reader, string Expected)> readers = [];
        int opened = 0;
        Database database = Open();
        for (int step = 0; step < steps; step++)
        {
            workload.Step(database);
            if (random.Next(5) == 0)
            {
                Transaction reader = database.Begin(writable: false);
                readers.Add((reader, workload.Model.DumpTopLevel()));
            }

            if (readers.Count > 0 && random.Next(6) == 0)
            {
                EndReader(random.Next(readers.Count));
            }

            if (step % 10 == 0)
            {
                Assert.Equal(workload.Model.DumpTopLevel(), database.Dump());
                database.AssertSound();
            }

            if (step % 25 == 0)
            {
                while (readers.Count > 0)
                {
                    EndReader(0);
                }

                database.Dispose();
                database = Open();
                database.AssertSound();
                Assert.Equal(workload.Model.DumpTopLevel(), database.Dump());
            }
        }

        while (readers.Count > 0)
        {
            EndReader(0);
        }

        database.AssertSound();
        database.Dispose();

        Database Open() => Databases.Open(
            file,
            new DatabaseOptions { PageSize = pageSize, SyncFreelist = syncFreelist(opened++), CacheBytes = random.Next(2) * 100_000 });

        void EndReader(int index)
        {
            (Transaction reader, string expected) = readers[index];
            Assert.Equal(expected, reader.Dump());
            reader.Dispose();
            readers.RemoveAt(index);
        }
    }
}
