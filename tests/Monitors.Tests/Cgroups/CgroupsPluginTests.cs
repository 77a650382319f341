using PluginHost.Plugins;
using PluginHost.Plugins.Cgroups;

namespace Monitors.Tests.Cgroups;

public sealed class CgroupsPluginTests
{
    private const string Current = "io.containerd.monitor.task.v1.cgroups";
    private const string Former = "io.containerd.monitor.v1.cgroups";

    private static Registration Registration => Assert.Single(new CgroupsPlugin().Registrations);

    [Fact]
    public void It_is_containerds_task_monitor_and_publishes_unless_told_otherwise()
    {
        Assert.Equal(Current, Registration.Uri);
        Assert.Equal([PluginTypes.Event], Registration.Requires);
        Assert.False(Assert.IsType<CgroupsConfig>(Registration.Config).NoPrometheus);
    }

    [Fact]
    public void A_section_under_its_former_name_is_taken_over()
    {
        Dictionary<string, Dictionary<string, object>> sections = new() { [Former] = new() { ["no_prometheus"] = true } };

        Registration.ConfigMigration!(2, sections);
        Registration.ConfigMigration!(3, sections);

        Assert.Equal([Current], sections.Keys);
        Assert.Equal(true, sections[Current]["no_prometheus"]);
    }

    [Fact]
    public void A_section_under_its_present_name_wins()
    {
        Dictionary<string, Dictionary<string, object>> sections = new()
        {
            [Former] = new() { ["no_prometheus"] = true },
            [Current] = new() { ["no_prometheus"] = false },
        };

        Registration.ConfigMigration!(2, sections);

        Assert.Equal(false, Assert.Single(sections).Value["no_prometheus"]);
    }
}
