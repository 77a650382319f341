using PluginHost.Errors;
using PluginHost.Images;
using PluginHost.Oci;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Images;

/// <summary>What an image record must be (containerd core/metadata/images.go).</summary>
internal static class ImageRules
{
    /// <summary>
    /// Bytes of a manifest or an index. Registries and clients hold it in memory whole; the distribution specification asks a registry for 4 MiB, and
    /// a message of this API carries 16 MiB.
    /// </summary>
    public const long LargestManifest = 16 << 20;

    public static void Validate(ImageRecord image)
    {
        ValidateName(image.Name);
        Labels.Validate("image.Labels", image.Labels);
        if (image.Target.Digest.IsEmpty)
        {
            throw DaemonException.InvalidArgument("Target.Digest \"\" invalid: invalid checksum digest format");
        }

        if (image.Target.Size <= 0)
        {
            throw DaemonException.InvalidArgument("Target.Size must be greater than zero");
        }

        if (image.Target.MediaType.Length == 0)
        {
            throw DaemonException.InvalidArgument("Target.MediaType must be set");
        }

        bool manifest = MediaTypes.IsManifest(image.Target.MediaType) || MediaTypes.IsIndex(image.Target.MediaType);
        if (manifest && image.Target.Size > LargestManifest)
        {
            throw DaemonException.InvalidArgument(
                $"target {image.Target.Digest} of image \"{image.Name}\": a manifest of {image.Target.Size} bytes, the limit is {LargestManifest}");
        }
    }

    /// <summary>The text is the whole text that containerd's clients see; it does not end in the kind.</summary>
    public static void ValidateName(string name)
    {
        if (name.Length == 0)
        {
            throw new DaemonException(ErrorKind.InvalidArgument, "Image.Name required");
        }
    }
}
