using System.Globalization;
using Host.Tests.Support;
using PluginHost.Host;
using PluginHost.Host.Lifecycle;

namespace Host.Tests.Lifecycle;

/// <summary>On a directory that looks like the kernel's.</summary>
public sealed class CgroupMembershipTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly string _pid = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    [Fact]
    public void Of_the_unified_hierarchy_an_existing_group_is_joined()
    {
        _directory.Write("cgroup.controllers", "");
        _directory.Write("system/containerd/cgroup.procs", "");

        CgroupMembership.Join("/system/containerd", _directory.Path);

        Assert.Equal(_pid, File.ReadAllText(_directory.In("system/containerd/cgroup.procs")));
    }

    [Fact]
    public void Of_the_unified_hierarchy_a_group_that_is_not_there_is_an_error()
    {
        _directory.Write("cgroup.controllers", "");

        StartException error = Assert.Throws<StartException>(() => CgroupMembership.Join("/gone", _directory.Path));

        Assert.StartsWith("failed to join the cgroup /gone (key cgroup.path): ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_separate_hierarchies_the_group_is_made_in_each()
    {
        Directory.CreateDirectory(_directory.In("memory"));
        Directory.CreateDirectory(_directory.In("pids"));

        CgroupMembership.Join("/made", _directory.Path);

        Assert.Equal((_pid, _pid), (File.ReadAllText(_directory.In("memory/made/cgroup.procs")), File.ReadAllText(_directory.In("pids/made/cgroup.procs"))));
    }

    public void Dispose() => _directory.Dispose();
}
