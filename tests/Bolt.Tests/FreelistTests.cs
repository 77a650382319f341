using PluginHost.Bolt;
using PluginHost.Bolt.FreePages;
using PluginHost.Bolt.Pages;
using Xunit.Abstractions;

namespace Bolt.Tests;

public sealed class FreelistTests(ITestOutputHelper output)
{
    [Fact]
    public void A_run_set_does_what_a_set_of_pages_does()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        PageRunSet set = new();
        SortedSet<ulong> model = [];
        for (int step = 0; step < 5000; step++)
        {
            PageRun run = Run((ulong)random.Next(200), (ulong)random.Next(1, 6));
            ulong[] pages = [.. Pages(run)];
            switch (random.Next(3))
            {
                case 0:
                    bool added = !pages.Any(model.Contains);
                    Assert.Equal(added, set.TryAdd(run));
                    model.UnionWith(added ? pages : []);
                    break;
                case 1 when pages.All(model.Contains):
                    set.Take(run);
                    model.ExceptWith(pages);
                    break;
                case 2 when random.Next(4) == 0:
                    ulong? expected = model.Where(page => Pages(Run(page, run.Length)).All(model.Contains)).Cast<ulong?>().FirstOrDefault();
                    PageRun? taken = set.TakeFirstFit(run.Length);
                    Assert.Equal(expected, taken?.Start.Value);
                    model.ExceptWith(taken is PageRun found ? Pages(found) : []);
                    break;
                default:
                    Assert.Equal(pages.Any(model.Contains), set.Overlaps(run));
                    break;
            }

            Assert.Equal((ulong)model.Count, set.Count);
            Assert.Equal(model, set.Runs.SelectMany(Pages));
            Assert.All(set.Runs.Zip(set.Runs.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start));
        }
    }

    [Fact]
    public void Pages_that_are_not_in_the_set_can_not_be_taken_out()
    {
        PageRunSet set = Set(10, 2);
        Assert.Throws<InvalidOperationException>(() => set.Take(Run(11, 2)));
        Assert.Throws<InvalidOperationException>(() => set.Take(Run(9, 1)));
    }

    [Fact]
    public void The_lowest_run_that_fits_is_given()
    {
        PageRunSet set = Set(10, 2);
        set.TryAdd(Run(20, 5));
        Freelist freelist = new(set);

        Assert.Equal(Run(20, 3), freelist.Allocate(3));
        Assert.Equal(Run(10, 1), freelist.Allocate(1));
        Assert.Null(freelist.Allocate(3));
        Assert.Equal(Run(23, 2), freelist.Allocate(2));
        Assert.Equal(Run(11, 1), freelist.Allocate(1));
        Assert.Null(freelist.Allocate(1));
    }

    [Fact]
    public void Pending_pages_become_free_when_no_reader_is_older_than_the_transaction()
    {
        Freelist freelist = new(new PageRunSet());
        freelist.Free(5, Run(10, 1));
        freelist.Free(6, Run(11, 1));
        freelist.Free(7, Run(12, 1));

        freelist.Release(5);
        Assert.Equal(0UL, freelist.FreeCount);
        freelist.Release(6);
        Assert.Equal(1UL, freelist.FreeCount);
        freelist.Release(null);
        Assert.Equal(3UL, freelist.FreeCount);
        Assert.Equal(3UL, freelist.Count);
    }

    [Fact]
    public void A_rollback_restores_what_was_freed_and_allocated()
    {
        Freelist freelist = new(Set(10, 4));
        PageRun taken = freelist.Allocate(2)!.Value;
        freelist.Free(5, Run(30, 1));
        freelist.Free(6, Run(40, 1));

        freelist.Rollback(6, [taken]);

        Assert.Equal([10, 11, 12, 13, 30], freelist.Pages().Select(page => (int)page.Value));
        Assert.Equal(4UL, freelist.FreeCount);
        freelist.Free(6, Run(40, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(30)]
    public void A_page_can_not_be_freed_twice_and_a_meta_page_never(ulong page)
    {
        Freelist freelist = new(Set(10, 1));
        freelist.Free(5, Run(30, 1));
        Assert.Equal(BoltError.Corrupted, Assert.Throws<BoltException>(() => freelist.Free(6, Run(page, 1))).Error);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(509, 1)]
    [InlineData(510, 2)]
    [InlineData(65534, 129)]
    [InlineData(65535, 129)]
    [InlineData(100_000, 196)]
    public void A_freelist_page_is_read_as_it_was_written(int count, ulong pages)
    {
        PageRunSet set = new();
        for (int i = 0; i < count; i++)
        {
            set.TryAdd(Run(10 + (2 * (ulong)i), 1));
        }

        Assert.Equal(pages, FreelistPage.PagesFor((ulong)count, 4096));
        byte[] bytes = new byte[pages * 4096];
        FreelistPage.Write(bytes, Run(5, pages), new Freelist(set));

        Assert.Equal(Math.Min(count, 0xFFFF), PageHeader.Read(bytes).Count);
        Assert.Equal(Run(5, pages), PageHeader.Read(bytes).Run);
        Assert.Equal(set.Runs.SelectMany(Pages), FreelistPage.Read(bytes, "page 5").Select(page => page.Value));
    }

    [Fact]
    public void Free_and_pending_pages_are_listed_together_in_order()
    {
        Freelist freelist = new(Set(10, 2));
        freelist.Free(5, Run(12, 1));
        freelist.Free(6, Run(3, 1));
        freelist.Free(6, Run(20, 2));
        byte[] bytes = new byte[4096];
        FreelistPage.Write(bytes, Run(5, 1), freelist);

        Assert.Equal([3UL, 10, 11, 12, 20, 21], FreelistPage.Read(bytes, "page 5").Select(page => page.Value));
    }

    [Fact]
    public void A_freelist_page_that_counts_more_than_it_holds_is_damaged()
    {
        byte[] bytes = new byte[4096];
        new PageHeader(new PageId(5), PageFlags.Freelist, 511, 0).Write(bytes);
        Assert.Equal(BoltError.Corrupted, Assert.Throws<BoltException>(() => FreelistPage.Read(bytes, "page 5")).Error);
        new PageHeader(new PageId(5), PageFlags.Leaf, 0, 0).Write(bytes);
        Assert.Equal(BoltError.Corrupted, Assert.Throws<BoltException>(() => FreelistPage.Read(bytes, "page 5")).Error);
    }

    private static PageRun Run(ulong start, ulong length) => new(new PageId(start), length);

    private static PageRunSet Set(ulong start, ulong length)
    {
        PageRunSet set = new();
        set.TryAdd(Run(start, length));
        return set;
    }

    private static IEnumerable<ulong> Pages(PageRun run)
    {
        for (ulong i = 0; i < run.Length; i++)
        {
            yield return run.Start.Value + i;
        }
    }
}
