using Host.Tests.Support;
using PluginHost.Host.Plugins;

namespace Host.Tests.Plugins;

public sealed class PluginRegistryTests
{
    [Fact]
    public void Types_that_containerd_knows_come_in_its_order_servers_last_and_ids_sorted()
    {
        PluginRegistry registry = new();
        foreach (string uri in new[]
        {
            "io.containerd.server.v1.grpc", "io.acme.thing.v1.x", "io.containerd.grpc.v1.tasks", "io.containerd.snapshotter.v1.overlayfs",
            "io.containerd.content.v1.content", "io.containerd.snapshotter.v1.native",
        })
        {
            registry.Add(Plans.Plugin(uri));
        }

        Assert.Equal(
            [
                "io.containerd.content.v1.content", "io.containerd.snapshotter.v1.native", "io.containerd.snapshotter.v1.overlayfs",
                "io.containerd.grpc.v1.tasks", "io.acme.thing.v1.x", "io.containerd.server.v1.grpc",
            ],
            registry.Registrations.Select(plugin => plugin.Uri));
    }

    [Fact]
    public void The_second_of_two_equal_uris_is_a_row_that_names_both_files()
    {
        PluginRegistry registry = new();
        registry.Add(Plans.Plugin("t.v1.a") with { Source = "/one.dll" });
        registry.Add(Plans.Plugin("t.v1.a") with { Source = "/two.dll" });

        Assert.Single(registry.Registrations);
        PluginEntry failure = Assert.Single(registry.Failures);
        Assert.Equal("t.v1.a", failure.Status.Uri);
        Assert.Equal("/two.dll: t.v1.a is registered by /one.dll: plugin: id already registered", failure.Status.Error!.Message);
    }
}
