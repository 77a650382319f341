using System.Globalization;
using Xunit.Abstractions;

namespace Shim.Tests;

public sealed class SizeTests(ITestOutputHelper output)
{
    private const long Mebibyte = 1024 * 1024;

    [ShimFact]
    public async Task It_is_small_on_disk_and_in_memory()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"]);
        ConnectResponse connected = await client.ConnectAsync(new ConnectRequest { Id = id });

        Memory idle = Memory.Of((int)connected.ShimPid);
        long disk = new FileInfo(ShimFactAttribute.Shim).Length;
        output.WriteLine($"{disk} bytes on disk, {idle}");

        Assert.InRange(disk, 1, 4 * Mebibyte);
        Assert.InRange(idle.Resident, 1, 8 * Mebibyte);
        Assert.InRange(idle.Private, 1, (long)(2.5 * Mebibyte));
    }

    [ShimFact]
    public async Task Its_memory_does_not_grow_with_what_is_asked_of_it()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"]);
        ConnectResponse connected = await client.ConnectAsync(new ConnectRequest { Id = id });

        for (int i = 0; i < 3000; i++)
        {
            await client.StatsAsync(new StatsRequest { Id = id });
            await client.StateAsync(new StateRequest { Id = id });
        }

        Memory busy = Memory.Of((int)connected.ShimPid);
        output.WriteLine(busy.ToString());
        Assert.InRange(busy.Private, 1, 5 * Mebibyte);
    }

    /// <summary>Bytes in memory, and those of them that no other process shares.</summary>
    private sealed record Memory(long Resident, long Proportional, long Private)
    {
        public static Memory Of(int pid)
        {
            Dictionary<string, long> sizes = File.ReadAllLines($"/proc/{pid}/smaps_rollup").Skip(1)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .ToDictionary(words => words[0], words => long.Parse(words[1], CultureInfo.InvariantCulture) * 1024);

            return new Memory(sizes["Rss:"], sizes["Pss:"], sizes["Private_Dirty:"]);
        }
    }
}
