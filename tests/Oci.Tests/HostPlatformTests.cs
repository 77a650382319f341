using System.Runtime.InteropServices;
using PluginHost.Oci;
using PluginHost.Oci.Platforms;

namespace Oci.Tests;

public sealed class HostPlatformTests
{
    [Fact]
    public void The_host_has_an_operating_system_and_a_known_architecture()
    {
        Platform host = HostPlatform.Detect();

        Assert.True(PlatformNames.IsKnownOs(host.Os));
        Assert.True(PlatformNames.IsKnownArchitecture(host.Architecture));
        Assert.Equal(RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64, host.Variant.Length > 0);
    }

    [Theory]
    [InlineData("8", "arm64", "v8")]
    [InlineData("AArch64", "arm64", "v8")]
    [InlineData("7", "arm", "v7")]
    [InlineData("7M", "arm", "v7")]
    [InlineData("?(13)", "arm", "v7")]
    [InlineData("6TEJ", "arm", "v6")]
    [InlineData("5TE", "arm", "v5")]
    [InlineData("4T", "arm", "v4")]
    [InlineData("3", "arm", "v3")]
    [InlineData("banana", "arm", "unknown")]
    public void The_variant_is_read_from_the_processor_information(string architecture, string process, string variant)
        => Assert.Equal(
            variant, HostPlatform.VariantFromCpuInfo($"processor\t: 0\nCPU architecture: {architecture}\nmodel\t: x\n", process));

    [Fact]
    public void The_first_raspberry_pi_is_an_armv6()
        => Assert.Equal(
            "v6", HostPlatform.VariantFromCpuInfo("model name\t: ARMv6-compatible processor rev 7 (v6l)\nCPU architecture: 7\n", "arm"));

    [Fact]
    public void Information_without_the_line_says_nothing() => Assert.Null(HostPlatform.VariantFromCpuInfo("processor: 0\n", "arm64"));

    [Theory]
    [InlineData("aarch64", "v8")]
    [InlineData("armv7l", "v7")]
    [InlineData("armv6l", "v6")]
    [InlineData("x86_64", "unknown")]
    [InlineData("armv", "unknown")]
    public void The_machine_name_is_the_second_source(string machine, string variant)
        => Assert.Equal(variant, HostPlatform.VariantFromMachine(machine));
}
