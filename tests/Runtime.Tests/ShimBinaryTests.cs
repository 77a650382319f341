using PluginHost.Errors;
using PluginHost.Plugins.Runtime.Shims;
using Xunit;

namespace Runtime.Tests;

public sealed class ShimBinaryTests
{
    [Theory]
    [InlineData("", "no runtime name")]
    [InlineData("runc", "invalid runtime name runc")]
    [InlineData(".runc", "invalid runtime name .runc")]
    [InlineData("io/containerd.runc.v2", "invalid runtime name io/containerd.runc.v2")]
    [InlineData("/no/such/shim", "invalid custom binary path: stat /no/such/shim: no such file or directory")]
    [InlineData("io.acme.nothing.v9", "runtime \"io.acme.nothing.v9\" binary not installed \"containerd-shim-nothing-v9\": file does not exist")]
    public void What_names_no_shim_is_refused_in_containerds_words(string runtime, string message)
    {
        DaemonException refusal = Assert.Throws<DaemonException>(() => ShimBinary.Resolve(runtime));

        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_absolute_path_is_taken_as_it_is()
    {
        string shim = Path.GetTempFileName();
        try
        {
            Assert.Equal(shim, ShimBinary.Resolve(shim));
        }
        finally
        {
            File.Delete(shim);
        }
    }
}
