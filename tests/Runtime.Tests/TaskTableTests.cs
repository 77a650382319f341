using PluginHost.Errors;
using PluginHost.Plugins.Runtime;
using Xunit;

namespace Runtime.Tests;

public sealed class TaskTableTests
{
    [Fact]
    public void A_name_is_taken_while_a_creation_is_under_way()
    {
        TaskTable table = NoMonitors.Table();
        table.Reserve("ns", "demo");

        DaemonException refusal = Assert.Throws<DaemonException>(() => table.Reserve("ns", "demo"));

        Assert.Equal((ErrorKind.AlreadyExists, "task demo: already exists"), (refusal.Kind, refusal.Message));
        Assert.False(table.TryGet("ns", "demo", out _));
        Assert.True(table.Contains("ns", "demo"));
        table.Reserve("other", "demo");
    }

    [Fact]
    public void A_creation_that_failed_frees_its_name()
    {
        TaskTable table = NoMonitors.Table();
        table.Reserve("ns", "demo");
        table.Release("ns", "demo");

        table.Reserve("ns", "demo");
        Assert.Empty(table.All);
    }
}
