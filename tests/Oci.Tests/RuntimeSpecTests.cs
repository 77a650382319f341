using PluginHost.Oci;

namespace Oci.Tests;

public sealed class RuntimeSpecTests
{
    [Fact]
    public void What_the_daemon_needs_of_a_specification_is_read()
    {
        RuntimeSpec spec = RuntimeSpec.Parse("""
            {"ociVersion":"1.2.0","process":{"terminal":true,"args":["sh"],"user":{"uid":0}},"root":{"path":"rootfs","readonly":true},
             "mounts":[{"destination":"/proc"}],"annotations":{"a":"b"},
             "linux":{"cgroupsPath":"/default/c","mountLabel":"m","namespaces":[{"type":"pid"},{"type":"network","path":"/n"}],
               "uidMappings":[{"containerID":0,"hostID":1,"size":2}],"gidMappings":[{"containerID":3,"hostID":4294967295,"size":5}]}}
            """u8, Documents.Limit);

        Assert.Equal("1.2.0", spec.OciVersion);
        Assert.True(spec.Terminal);
        Assert.Equal("rootfs", spec.RootPath);
        Assert.True(spec.RootReadonly);
        Assert.Equal("b", spec.Annotations["a"]);
        Assert.Equal("/default/c", spec.CgroupsPath);
        Assert.Equal("m", spec.MountLabel);
        Assert.Equal([new SpecNamespace("pid", ""), new SpecNamespace("network", "/n")], spec.Namespaces);
        Assert.Equal([new SpecIdMapping(0, 1, 2)], spec.UidMappings);
        Assert.Equal([new SpecIdMapping(3, uint.MaxValue, 5)], spec.GidMappings);
    }

    [Fact]
    public void What_a_specification_does_not_say_is_empty()
    {
        RuntimeSpec spec = RuntimeSpec.Parse("""{"process":null,"linux":{"namespaces":null}}"""u8, Documents.Limit);

        Assert.False(spec.Terminal);
        Assert.Equal("", spec.RootPath);
        Assert.Equal("", spec.CgroupsPath);
        Assert.Empty(spec.Annotations);
        Assert.Empty(spec.Namespaces);
        Assert.Empty(spec.GidMappings);
    }

    [Theory]
    [InlineData("", "runtime spec is not valid: ")]
    [InlineData("null", "runtime spec is null, not an object")]
    [InlineData("""{"process":{"terminal":"yes"}}""", "runtime spec is not valid: ")]
    [InlineData("""{"linux":{"gidMappings":[{"hostID":-1}]}}""", "runtime spec is not valid: ")]
    [InlineData("""{"linux":{"namespaces":[null]}}""", "linux.namespaces[0] is null")]
    public void A_wrong_specification_is_refused(string json, string start)
        => Assert.StartsWith(
            start,
            Assert.Throws<OciDocumentException>(() => RuntimeSpec.Parse(Documents.Utf8(json), Documents.Limit)).Message,
            StringComparison.Ordinal);
}
