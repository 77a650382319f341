using Host.Tests.Support;
using PluginHost.Host.Plugins;

namespace Host.Tests.Plugins;

public sealed class PluginGraphTests
{
    [Fact]
    public void Requirements_come_first_in_listed_order_and_the_rest_in_order_of_registration()
        => Assert.Equal(
            ["c.v1.x", "c.v1.y", "b.v1.x", "a.v1.x", "d.v1.x"],
            Order([Plans.Plugin("a.v1.x", "c.v1", "b.v1"), Plans.Plugin("b.v1.x"), Plans.Plugin("c.v1.x"), Plans.Plugin("c.v1.y"), Plans.Plugin("d.v1.x")]));

    [Fact]
    public void A_star_waits_for_all_others()
        => Assert.Equal(["b.v1.x", "c.v1.x", "a.v1.x"], Order([Plans.Plugin("a.v1.x", "*"), Plans.Plugin("b.v1.x"), Plans.Plugin("c.v1.x")]));

    [Fact]
    public void A_disabled_plugin_is_neither_ordered_nor_waited_for()
        => Assert.Equal(["a.v1.x"], Order([Plans.Plugin("a.v1.x", "b.v1"), Plans.Plugin("b.v1.x")], "b.v1.x"));

    [Fact]
    public void A_requirement_that_nobody_meets_does_not_keep_a_plugin_out()
        => Assert.Equal(["a.v1.x"], Order([Plans.Plugin("a.v1.x", "nowhere.v1")]));

    [Fact]
    public void The_members_of_a_cycle_fail_and_the_others_go_on()
    {
        PluginGraph graph = new([Plans.Plugin("a.v1.x", "b.v1"), Plans.Plugin("b.v1.x", "a.v1"), Plans.Plugin("c.v1.x", "a.v1")], []);

        Assert.Equal(["c.v1.x"], graph.Ordered.Select(plugin => plugin.Uri));
        Assert.Equal(["a.v1.x", "b.v1.x"], graph.Failures.Select(entry => entry.Status.Uri).Order());
        Assert.Contains(
            graph.Failures,
            entry => entry.Status.Error!.Message.StartsWith("circular plugin dependency at a.v1.x (among ", StringComparison.Ordinal)
                && entry.Status.Error.Message.EndsWith(": plugin: dependency loop detected", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_a_mixed_cycle_only_the_dropped_plugin_fails()
    {
        PluginGraph graph = new([Plans.Plugin("a.v1.own", "b.v1"), Plans.Plugin("b.v1.own"), Plans.Plugin("b.v1.vendor", "a.v1").Dropped()], []);

        Assert.Equal(["b.v1.own", "a.v1.own"], graph.Ordered.Select(plugin => plugin.Uri));
        Assert.Equal("b.v1.vendor", Assert.Single(graph.Failures).Status.Uri);
    }

    private static IEnumerable<string> Order(PluginRegistration[] plugins, params string[] disabled)
        => new PluginGraph(plugins, disabled).Ordered.Select(plugin => plugin.Uri);
}
