namespace Switch.Tests;

/// <summary>
/// containerd stops, ours starts on the same root and state, and back, twice: nothing is pulled again, every list is the same, and
/// the containers run on and can be used by whichever daemon is there.
/// </summary>
public sealed class RoundTripTests
{
    private const int RoundTrips = 2;

    [RequiresFact("root", "containerd", "ctr", "runc", "busybox", "docker-registry", "mkfs.btrfs", "go", GoProgram.BoltSource,
        SharedFolder.Requirement, Tools.PluginHost)]
    public Task A_node_goes_from_the_installed_containerd_to_ours_and_back_twice()
        => TakeTurnsAsync(programs: null, local: [], node => node.Containerd, node => node.StopAsync());

    [RequiresFact("root", NewerContainerd.Requirement, "runc", "busybox", "docker-registry", "mkfs.btrfs", "go", GoProgram.BoltSource,
        SharedFolder.Requirement, Tools.PluginHost)]
    public Task A_node_goes_from_a_newer_containerd_to_ours_and_back_twice()
        => TakeTurnsAsync(NewerContainerd.Programs, local: ["--local"], node => node.Containerd, node => node.StopAsync());

    [RequiresFact("root", "containerd", "ctr", "runc", "busybox", "docker-registry", "mkfs.btrfs", "go", GoProgram.BoltSource,
        SharedFolder.Requirement, Tools.PluginHost)]
    public Task A_node_that_began_with_ours_goes_to_containerd_and_back_though_each_is_killed()
        => TakeTurnsAsync(programs: null, local: [], node => node.Ours, node => node.KillAsync(), turns: 2);

    private static async Task TakeTurnsAsync(
        string? programs, IReadOnlyList<string> local, Func<Node, TestDaemon> first, Func<Node, Task> end, int turns = 2 * RoundTrips)
    {
        using ScratchDirectory work = new();
        await using DockerRegistry registry = await DockerRegistry.StartAsync(DockerRegistry.FreePort());
        await using Node node = await Node.CreateAsync(programs);
        Workload workload = new(node, registry, work, local);
        await node.StartAsync(first(node));
        await workload.PopulateAsync();

        for (int turn = 1; turn <= turns; turn++)
        {
            await workload.LeaveAsync(turn);
            NodeLists before = await NodeLists.ReadAsync(node.Ctr, Workload.Namespaces);
            await TakeOverAsync(node, end, workload, before, turn);
            await workload.UseWhatStaysAsync();
            await workload.FinishAsync(turn);
        }

        await workload.RemoveAllAsync();
        await node.StopAsync();
        Assert.Empty(new Leftovers(node.Current.Directory).Shims());
    }

    private static async Task TakeOverAsync(Node node, Func<Node, Task> end, Workload workload, NodeLists before, int turn)
    {
        bool oursIsNext = node.Current != node.Ours;
        await end(node);
        if (oursIsNext)
        {
            // containerd 2 forgets what ended while it was away; so this is asked of ours alone.
            await Workload.EndWithoutDaemonAsync(before, turn);
            before = before.WithStopped($"down-{turn}");
        }

        await node.StartAsync(oursIsNext ? node.Ours : node.Containerd);
        before.AssertSame(await NodeLists.ReadAsync(node.Ctr, Workload.Namespaces));
        await (oursIsNext ? workload.CollectExitAsync(turn) : workload.EndAsync(turn));
    }
}
