using PluginHost.Errors;
using PluginHost.Images;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Images;

/// <summary>What an image record must be (containerd core/metadata/images.go).</summary>
internal static class ImageRules
{
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
            throw DaemonException.InvalidArgument("target.Size must be greater than zero");
        }

        if (image.Target.MediaType.Length == 0)
        {
            throw DaemonException.InvalidArgument("target.MediaType must be set");
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
