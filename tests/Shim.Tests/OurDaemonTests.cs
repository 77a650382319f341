namespace Shim.Tests;

public sealed class OurDaemonTests : DaemonTests
{
    [ShimFact("ctr", "pluginhost")]
    public Task A_container_runs_and_leaves_nothing() => Runs_a_container_and_leaves_nothing();

    [ShimFact("ctr", "script", "pluginhost")]
    public Task A_container_has_a_terminal() => Runs_a_terminal();

    [ShimFact("ctr", "pluginhost")]
    public Task Containers_survive_the_daemon() => Survives_the_daemon_with_its_containers();

    [ShimFact("ctr", "pluginhost")]
    public Task The_death_of_a_shim_is_noticed() => A_killed_shim_is_noticed_and_its_container_removed();

    protected override TestDaemon Create() => new PluginHostDaemon();
}
