using System.Text;
using PluginHost;
using PluginHost.Containers;
using PluginHost.Images;
using PluginHost.Oci;

namespace Metadata.Tests.Support;

/// <summary>Records that are valid.</summary>
internal static class Samples
{
    public static ContainerRecord Container(string id) => new()
    {
        Id = id,
        RuntimeName = "io.containerd.runc.v2",
        RuntimeOptions = new AnyValue("containerd.runc.v1.Options", "options"u8.ToArray()),
        Spec = new AnyValue("types.containerd.io/opencontainers/runtime-spec/1/Spec", "{}"u8.ToArray()),
        Image = "docker.io/library/x:latest",
    };

    public static ImageRecord Image(string name, Digest? target = null) => new()
    {
        Name = name,
        Target = new Descriptor
        {
            Digest = target ?? DigestOf(name),
            MediaType = "application/vnd.oci.image.manifest.v1+json",
            Size = 349,
        },
    };

    public static Digest DigestOf(string text) => Digest.Of(Encoding.UTF8.GetBytes(text));
}
