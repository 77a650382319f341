using Bolt.Tests.Support;
using PluginHost.Bolt;
using Xunit.Abstractions;

namespace Bolt.Tests;

/// <summary>
/// Power is cut at every place of a recorded sequence of writes and syncs. Whatever the disk kept, the file must open in the state of
/// the last commit that returned or of the one in flight, be sound, and be writable.
/// </summary>
public sealed class CrashTests(BoltPeer peer, ITestOutputHelper output) : IClassFixture<BoltPeer>
{
    private const int SectorSize = 512;

    private enum Damage
    {
        None,
        LastWriteTorn,
        UnsyncedStepsLost,
        UnsyncedWritesTorn,
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_a_power_cut_the_state_is_the_last_acknowledged_or_the_one_in_flight(bool syncFreelist)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        DatabaseOptions options = new() { PageSize = 1024, SyncFreelist = syncFreelist };
        using MemoryFile file = new();
        (List<(int Steps, string Dump)> acknowledged, IReadOnlyList<StorageStep> steps) = Record(file, options, seed);
        Random random = new(seed);
        for (int cut = 0; cut <= steps.Count; cut++)
        {
            foreach (Damage damage in Enum.GetValues<Damage>())
            {
                byte[] image = Image(steps.Take(cut).ToList(), damage, random);
                Reopen(image, options, Allowed(acknowledged, cut), $"cut after step {cut} of {steps.Count}, {damage}");
            }
        }
    }

    /// <summary>Between two syncs the disk may do what was asked of it in any order: a crash leaves any of the subsets.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whatever_subset_of_the_writes_between_two_syncs_was_done_the_state_is_one_of_the_two(bool syncFreelist)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        DatabaseOptions options = new() { PageSize = 1024, SyncFreelist = syncFreelist, PageChecksums = true };
        using MemoryFile file = new();
        (List<(int Steps, string Dump)> acknowledged, IReadOnlyList<StorageStep> steps) = Record(file, options, seed);
        int images = 0;
        for (int start = acknowledged[0].Steps; start < steps.Count;)
        {
            int sync = start;
            while (sync < steps.Count && steps[sync].Call is not (StorageCall.SyncData or StorageCall.Sync))
            {
                sync++;
            }

            string[] allowed = Allowed(acknowledged, start);
            foreach (StorageStep[] subset in Subsets([.. steps.Skip(start).Take(sync - start)], seed))
            {
                using MemoryFile image = new();
                foreach (StorageStep step in steps.Take(start).Concat(subset))
                {
                    image.Apply(step);
                }

                Reopen(image.Content, options, allowed, $"{subset.Length} of the {sync - start} steps from {start} on");
                images++;
            }

            start = sync + 1;
        }

        output.WriteLine($"{images} images");
        Assert.True(images > 200, $"only {images} images");
    }

    [BoltPeerTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Bbolt_finds_the_same_state_after_a_power_cut(bool syncFreelist)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");

        // bbolt looks for the second meta page, if the first is torn, only where the page size of the system puts it.
        DatabaseOptions options = new() { PageSize = Environment.SystemPageSize, SyncFreelist = syncFreelist, PageChecksums = !syncFreelist };
        using TemporaryFolder folder = new();
        using MemoryFile file = new();
        (List<(int Steps, string Dump)> acknowledged, IReadOnlyList<StorageStep> steps) = Record(file, options, seed);
        Random random = new(seed);
        string path = folder.File("crashed.db");
        for (int cut = acknowledged[0].Steps; cut <= steps.Count; cut++)
        {
            Damage damage = (Damage)(cut % Enum.GetValues<Damage>().Length);
            byte[] image = Image(steps.Take(cut).ToList(), damage, random);
            File.WriteAllBytes(path, image);
            string where = $"cut after step {cut} of {steps.Count}, {damage}";
            Assert.True(peer.Check(path) == "ok", where);
            string theirs = peer.Dump(path);
            Assert.True(Allowed(acknowledged, cut).Contains(theirs), $"{where}: another state");
            using MemoryFile ours = new(image);
            using Database database = Databases.Open(ours, options);
            Assert.True(theirs == database.Dump(), $"{where}: bbolt sees another state than we do");
        }
    }

    /// <summary>A commit that failed, and was then retried, must not leave a way back to its state.</summary>
    [Theory]
    [InlineData(StorageCall.SyncData)]
    [InlineData(StorageCall.Write)]
    public void A_commit_whose_meta_page_failed_never_comes_back(StorageCall failing)
    {
        using MemoryFile file = new();
        using Database database = Databases.Open(file);
        database.Update(transaction => Fill(transaction, "first"));
        string first = database.Dump();
        bool inMeta = false;
        bool broken = false;
        file.Before = step =>
        {
            inMeta |= step is { Call: StorageCall.Write, Offset: < 2048 };
            if (inMeta && (step.Call == failing || broken))
            {
                // The disk took the page all the same, reported an error, and takes nothing more until it is repaired.
                if (!broken)
                {
                    file.Apply(step);
                }

                broken = true;
                throw MemoryFile.Refuse(step, "Input/output error");
            }
        };
        Assert.Equal(BoltError.Io, Databases.ErrorOf(() => database.Update(transaction => Fill(transaction, "second"))));
        Assert.Equal(first, database.Dump());
        Assert.Equal(BoltError.Io, Databases.ErrorOf(() => database.Update(transaction => Fill(transaction, "third"))));
        Assert.Equal(first, database.Dump());

        file.Before = null;
        byte[] before = file.Content;
        int from = file.Steps.Count;
        database.Update(transaction => Fill(transaction, "fourth"));
        string fourth = database.Dump();
        database.AssertSound();
        for (int cut = from; cut <= file.Steps.Count; cut++)
        {
            MemoryFile image = new(before);
            foreach (StorageStep step in file.Steps.Take(cut).Skip(from))
            {
                image.Apply(step);
            }

            // The page that the disk took is still there until it is overwritten: the state that was in flight then.
            string[] allowed = cut == from ? [first, SecondState()] : [first, fourth];
            Reopen(image.Content, Databases.SmallPages, allowed, $"cut after step {cut - from}");
        }
    }

    [Fact]
    public void A_torn_newer_meta_page_makes_the_older_one_count()
    {
        using MemoryFile file = new();
        string older;
        using (Database database = Databases.Open(file))
        {
            database.Update(transaction => Fill(transaction, "older"));
            older = database.Dump();
            database.Update(transaction => transaction.CreateBucket("newer"));
        }

        byte[] content = file.Content;
        int newer = BitConverter.ToUInt64(content, 64) > BitConverter.ToUInt64(content, 1024 + 64) ? 0 : 1024;
        content[newer + 40] ^= 0xFF;
        using MemoryFile torn = new(content);
        using Database reopened = Databases.Open(torn);

        Assert.Equal(older, reopened.Dump());
        reopened.AssertSound();
        reopened.Update(transaction => transaction.CreateBucket("newest"));
        reopened.AssertSound();
    }

    private static string SecondState()
    {
        using MemoryFile file = new();
        using Database database = Databases.Open(file);
        database.Update(transaction => Fill(transaction, "first"));
        database.Update(transaction => Fill(transaction, "second"));
        return database.Dump();
    }

    private static (List<(int Steps, string Dump)> Acknowledged, IReadOnlyList<StorageStep> Steps) Record(
        MemoryFile file,
        DatabaseOptions options,
        int seed)
    {
        Workload workload = new(seed, keyRange: 120, largestValue: 2500);
        List<(int, string)> acknowledged = [];
        using Database database = Databases.Open(file, options);
        acknowledged.Add((file.Steps.Count, database.Dump()));
        for (int i = 0; i < 14; i++)
        {
            workload.Step(database);
            acknowledged.Add((file.Steps.Count, workload.Model.DumpTopLevel()));
        }

        return (acknowledged, [.. file.Steps]);
    }

    /// <summary>The state of the last commit that had returned after that many steps, and the one that was in flight.</summary>
    private static string[] Allowed(List<(int Steps, string Dump)> acknowledged, int cut)
    {
        int last = acknowledged.FindLastIndex(state => state.Steps <= cut);
        return [.. acknowledged.Skip(Math.Max(last, 0)).Take(2).Select(state => state.Dump)];
    }

    /// <summary>All subsets of a few steps, in their order; of many steps as many at random.</summary>
    private static IEnumerable<StorageStep[]> Subsets(StorageStep[] steps, int seed)
    {
        const int Most = 6;
        Random random = new(seed);
        for (long number = 0; number < 1L << Math.Min(steps.Length, Most); number++)
        {
            long chosen = steps.Length <= Most ? number : random.NextInt64();
            yield return [.. steps.Where((_, index) => (chosen >> (index % 63) & 1) != 0)];
        }
    }

    private static byte[] Image(List<StorageStep> steps, Damage damage, Random random)
    {
        int synced = steps.FindLastIndex(step => step.Call is StorageCall.SyncData or StorageCall.Sync);
        using MemoryFile image = new();
        for (int i = 0; i < steps.Count; i++)
        {
            StorageStep step = steps[i];
            if (damage == Damage.UnsyncedStepsLost && i > synced && random.Next(2) == 0)
            {
                continue;
            }

            bool torn = damage == Damage.UnsyncedWritesTorn ? i > synced : damage == Damage.LastWriteTorn && i == steps.Count - 1;
            if (torn && step.Call == StorageCall.Write)
            {
                Tear(image, step, random);
                continue;
            }

            image.Apply(step);
        }

        return image.Content;
    }

    /// <summary>Some sectors reach the disk, others do not.</summary>
    private static void Tear(MemoryFile image, StorageStep step, Random random)
    {
        for (int start = 0; start < step.Bytes.Length; start += SectorSize)
        {
            if (random.Next(2) == 0)
            {
                byte[] sector = step.Bytes[start..Math.Min(start + SectorSize, step.Bytes.Length)];
                image.Apply(new StorageStep(StorageCall.Write, step.Offset + start, sector));
            }
        }
    }

    private static void Reopen(byte[] content, DatabaseOptions options, string[] allowed, string where)
    {
        using MemoryFile file = new(content);
        using Database database = Databases.Open(file, options);
        string dump = database.Dump();
        Assert.True(allowed.Contains(dump), $"{where}: another state");
        IReadOnlyList<string> faults = database.Check();
        Assert.True(faults.Count == 0, $"{where}: {string.Join("\n", faults)}");
        database.Update(transaction => Fill(transaction, "after"));
        database.AssertSound();
    }

    private static void Fill(Transaction transaction, string name)
    {
        Bucket bucket = transaction.CreateBucketIfNotExists("bucket");
        for (int i = 0; i < 60; i++)
        {
            bucket.Put($"{name}{i:d3}", new byte[40]);
        }
    }
}
