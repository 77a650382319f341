using PluginHost.Plugins;
using PluginHost.Plugins.Walking;

namespace Differ.Tests;

public sealed class PluginTests
{
    [Fact]
    public void The_plugin_is_the_walking_differ_and_needs_metadata()
    {
        Registration registration = Assert.Single(new WalkingPlugin().Registrations);

        Assert.Equal("io.containerd.differ.v1.walking", registration.Uri);
        Assert.Equal(["io.containerd.metadata.v1"], registration.Requires);
        Assert.Null(registration.Config);
    }
}
