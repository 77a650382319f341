using Acme.Snapshotter;
using PluginHost.Plugins;

namespace Vendor.Tests.Acme;

public sealed class AcmePluginTests
{
    [Fact]
    public void It_is_the_snapshotter_acme_with_defaults_that_have_no_fault()
    {
        Registration registration = Assert.Single(new AcmePlugin().Registrations);

        Assert.Equal("io.containerd.snapshotter.v1.acme", registration.Uri);
        Assert.Empty(Assert.IsType<AcmeConfig>(registration.Config).Validate());
    }

    [Fact]
    public void All_faults_of_a_configuration_are_told_at_once()
        => Assert.Equal(
            ["root_path \"acme\" must be an absolute path", "quota -1 must be 0 (no limit) or a number of bytes"],
            new AcmeConfig { RootPath = "acme", Quota = -1 }.Validate());

    [Fact]
    public void A_program_that_is_not_in_the_search_path_is_named()
    {
        using FakePrograms programs = new FakePrograms().Add("cp", "").Add("sync", "").Only();

        Assert.Equal("du", ExternalCommand.Missing("cp", "du", "sync"));
        Assert.Null(ExternalCommand.Missing("cp", "sync"));
    }
}
