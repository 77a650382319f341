using PluginHost.Errors;
using PluginHost.SnapshotStore;

namespace Snapshotters.Tests.Store;

public sealed class IdMapTests
{
    [Theory]
    [InlineData("0:1000:65536", 0, 1000)]
    [InlineData("0:1000:65536", 65535, 66535)]
    [InlineData("0:666:1,1:777:1000", 0, 666)]
    [InlineData("0:666:1,1:777:1000", 10, 786)]
    [InlineData("5:100:1,0:200:5", 0, 200)]
    public void A_container_id_has_its_host_id(string map, uint inside, uint host)
        => Assert.Equal(host, IdMap.Parse(map).ToHost(inside));

    [Fact]
    public void An_id_outside_all_ranges_is_refused()
    {
        DaemonException error = Assert.Throws<DaemonException>(() => IdMap.Parse("1:1000:10").ToHost(0));

        Assert.Equal(ErrorKind.InvalidArgument, error.Kind);
        Assert.Contains("1:1000:10", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0:1000")]
    [InlineData("0:1000:1:1")]
    [InlineData("a:1000:1")]
    [InlineData("0:-1:1")]
    [InlineData("0:+1:1")]
    [InlineData("0: 1:1")]
    [InlineData("0:1000:0")]
    [InlineData("0:1000:1,")]
    [InlineData("0:4294967295:1")]
    [InlineData("0:4294967290:10")]
    [InlineData("4294967296:0:1")]
    [InlineData("0:1000:10,5:2000:10")]
    [InlineData("0:1000:10,10:1005:10")]
    public void What_is_no_map_is_refused_with_its_text(string map)
    {
        DaemonException error = Assert.Throws<DaemonException>(() => IdMap.Parse(map));

        Assert.Equal(ErrorKind.InvalidArgument, error.Kind);
        Assert.StartsWith($"id map \"{map}\": ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_ranges_than_the_kernel_takes_are_refused()
        => Assert.Throws<DaemonException>(() => IdMap.Parse(string.Join(',', Enumerable.Range(0, 341).Select(i => $"{2 * i}:{2 * i}:1"))));
}
