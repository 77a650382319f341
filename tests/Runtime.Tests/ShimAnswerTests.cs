using System.Text;
using Google.Protobuf;
using PluginHost.Errors;
using PluginHost.Plugins.Runtime.Shims;
using PluginHost.Proto.Runtime.BootstrapV1;
using Xunit;

namespace Runtime.Tests;

public sealed class ShimAnswerTests
{
    [Theory]
    [InlineData("unix:///run/containerd/s/abc", 2, "unix:///run/containerd/s/abc")]
    [InlineData("  unix:///run/s\n", 2, "unix:///run/s")]
    [InlineData("abstract-name", 2, "abstract-name")]
    [InlineData("{\"version\":2,\"address\":\"unix:///run/s\",\"protocol\":\"ttrpc\"}", 2, "unix:///run/s")]
    [InlineData("{\"version\":3,\"address\":\"unix:///run/s\",\"protocol\":\"ttrpc\"}\n", 3, "unix:///run/s")]
    public void An_address_and_json_are_understood(string output, int version, string address)
    {
        ShimEndpoint endpoint = ShimAnswer.Parse(Encoding.UTF8.GetBytes(output));

        Assert.Equal((version, address, "ttrpc"), (endpoint.Version, endpoint.Address, endpoint.Protocol));
    }

    [Fact]
    public void The_binary_form_of_newer_shims_is_understood()
    {
        byte[] output = new BootstrapResult { Version = 3, Address = "unix:///run/s", Protocol = "ttrpc" }.ToByteArray();

        ShimEndpoint endpoint = ShimAnswer.Parse(output);

        Assert.Equal((3, "unix:///run/s"), (endpoint.Version, endpoint.Address));
    }

    [Fact]
    public void What_is_recorded_is_read_back()
    {
        ShimEndpoint endpoint = new() { Version = 3, Address = "unix:///run/s", Protocol = "ttrpc" };

        Assert.Equal(endpoint, ShimAnswer.Parse(endpoint.ToJson()));
        Assert.Equal("{\"version\":3,\"address\":\"unix:///run/s\",\"protocol\":\"ttrpc\"}", Encoding.UTF8.GetString(endpoint.ToJson()));
    }

    [Theory]
    [InlineData("", ErrorKind.Unknown, "printed no address")]
    [InlineData("{\"version\":4,\"address\":\"unix:///run/s\",\"protocol\":\"ttrpc\"}", ErrorKind.NotImplemented, "unsupported shim version (4)")]
    [InlineData("{\"version\":2,\"address\":\"unix:///run/s\",\"protocol\":\"carrier pigeon\"}", ErrorKind.Unknown, "unexpected protocol")]
    public void What_cannot_be_spoken_to_is_refused(string output, ErrorKind kind, string reason)
    {
        DaemonException refusal = Assert.Throws<DaemonException>(() => ShimAnswer.Parse(Encoding.UTF8.GetBytes(output)));

        Assert.Equal(kind, refusal.Kind);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }
}
