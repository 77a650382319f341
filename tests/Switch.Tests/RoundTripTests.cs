namespace Switch.Tests;

/// <summary>
/// containerd stops, ours starts on the same root and state, and back, twice: nothing is pulled again, every list is the same, and
/// the containers run on and can be used by whichever daemon is there.
/// </summary>
public sealed class RoundTripTests
{
    [RequiresFact("root", "containerd", "ctr", "runc", "busybox", "docker-registry", "mkfs.btrfs", "go", GoProgram.BoltSource,
        SharedFolder.Requirement, Tools.PluginHost)]
    public Task A_node_goes_from_the_installed_containerd_to_ours_and_back_twice() => TravelAsync(new Journey { Turns = 4 });

    [RequiresFact("root", NewerContainerd.Requirement, "runc", "busybox", "docker-registry", "mkfs.btrfs", "go", GoProgram.BoltSource,
        SharedFolder.Requirement, Tools.PluginHost)]
    public Task A_node_goes_from_a_newer_containerd_to_ours_and_back_twice()
        => TravelAsync(new Journey { Programs = NewerContainerd.Programs, Turns = 4 });

    [RequiresFact("root", "containerd", "ctr", "runc", "busybox", "docker-registry", "mkfs.btrfs", "go", GoProgram.BoltSource,
        SharedFolder.Requirement, Tools.PluginHost)]
    public Task A_node_that_began_with_ours_and_our_shim_goes_to_containerd_and_back_though_each_daemon_is_killed()
        => TravelAsync(new Journey { BeginsWithOurs = true, OwnShim = true, Kills = true, Turns = 2 });

    [RequiresFact("root", NewerContainerd.Requirement, "runc", "busybox", "docker-registry", "mkfs.btrfs", "go", GoProgram.BoltSource,
        SharedFolder.Requirement, Tools.PluginHost)]
    public Task A_node_that_began_with_ours_and_our_shim_goes_to_a_newer_containerd_and_back()
        => TravelAsync(new Journey { Programs = NewerContainerd.Programs, BeginsWithOurs = true, OwnShim = true, Turns = 2 });

    private static async Task TravelAsync(Journey journey)
    {
        using ScratchDirectory work = new();
        await using DockerRegistry registry = await DockerRegistry.StartAsync(DockerRegistry.FreePort());
        await using Node node = await Node.CreateAsync(journey.Programs);
        Workload workload = new(node, registry, work)
        {
            // The ctr of containerd 2 asks for the transfer service unless it is told not to.
            Local = journey.Programs is null ? [] : ["--local"],
            Runtime = journey.OwnShim ? ["--runtime", RepositoryRoot.At("out", "bin", "containerd-shim-runc-v2")] : [],
        };
        await node.StartAsync(journey.BeginsWithOurs ? node.Ours : node.Containerd);
        await workload.PopulateAsync();

        for (int turn = 1; turn <= journey.Turns; turn++)
        {
            await workload.LeaveAsync(turn);
            NodeLists before = await NodeLists.ReadAsync(node.Ctr, Workload.Namespaces);
            await TakeOverAsync(journey, node, workload, before, turn);
            await workload.UseWhatStaysAsync();
            await workload.FinishAsync(turn);
        }

        await workload.RemoveAllAsync();
        await node.StopAsync();

        // A shim has answered before it ends.
        Leftovers leftovers = new(node.Current.Directory);
        await Poll.UntilAsync(
            "no shim is left", Workload.Limit, () => leftovers.Shims().Count == 0, () => string.Join('\n', leftovers.Describe()));
    }

    private static async Task TakeOverAsync(Journey journey, Node node, Workload workload, NodeLists before, int turn)
    {
        bool oursIsNext = node.Current != node.Ours;
        await (journey.Kills ? node.KillAsync() : node.StopAsync());
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
